/// A client's message as it was read; a wrong one is a value, not an error, so that what names it
/// is not lost.
package struct ReceivedMessage: Sendable {
    package let id: String?
    package let numbers: MessageNumbers
    package let message: Result<ClientMessage, MessageError>

    /// One of which nothing could be read.
    init(_ error: MessageError) {
        id = nil
        numbers = MessageNumbers()
        message = .failure(error)
    }

    /// Whether it begins a session.
    var isJoin: Bool {
        guard case .success(.join) = message else { return false }
        return (numbers.number ?? 1) == 1
    }
}

extension ReceivedMessage: Decodable {
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: MessageKey.self)
        var id: String?
        var numbers = MessageNumbers()
        do {
            numbers = try MessageNumbers(fields)
            id = try fields.optionalText(.id, bytes: MessageLimits.identifierByteCount)
            message = .success(try ClientMessage(from: decoder))
        } catch let error as MessageError {
            message = .failure(error)
        }
        self.id = id
        self.numbers = numbers
    }
}
