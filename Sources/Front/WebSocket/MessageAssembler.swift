/// Puts the frames of one WebSocket direction together to text messages (RFC 6455 §5.4, §8.1).
///
/// Pure; control frames never come here, they may stand between fragments.
package struct MessageAssembler: Sendable {
    /// What a frame completes.
    package enum Output: Equatable, Sendable {
        /// The message goes on in another frame.
        case incomplete
        case message(String)
        /// Close with this code; nothing after it is meaningful.
        case failed(WebSocketClose)
    }

    /// Of a data frame (§5.6).
    package enum Opcode: Sendable {
        case text, binary, continuation
    }

    private let maximumBytes: Int
    private var fragments: [UInt8]?

    /// - Parameter maximumBytes: of one message, all its fragments together.
    package init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    package mutating func receive(
        _ opcode: Opcode, isFinal: Bool, _ payload: some Collection<UInt8>
    ) -> Output {
        switch (opcode, fragments) {
        case (.binary, _):
            return .failed(.unsupportedData)
        case (.text, .some), (.continuation, nil):
            return .failed(.protocolError)
        case (.text, nil), (.continuation, .some):
            break
        }
        var message = fragments ?? []
        fragments = nil  // Or every fragment would copy all of those before it.
        guard payload.count <= maximumBytes - message.count else { return .failed(.tooLarge) }
        message.append(contentsOf: payload)
        fragments = isFinal ? nil : message
        guard isFinal else { return .incomplete }
        guard let text = String(validating: message, as: UTF8.self) else {
            return .failed(.invalidText)  // §8.1
        }
        return .message(text)
    }
}
