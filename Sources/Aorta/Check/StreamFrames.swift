/// Cuts a stream's bytes into messages, whatever the segments they come in.
struct StreamFrames {
    enum Framing: Sendable {
        /// Bytes as they come.
        case none
        /// STUN messages and ChannelData tell their own length (RFC 8656 §12.5).
        case turn
        /// Two bytes of length before each (RFC 4571).
        case ice
    }

    let framing: Framing
    private var held: [UInt8] = []

    init(_ framing: Framing) {
        self.framing = framing
    }

    mutating func append(_ bytes: some Sequence<UInt8>) {
        held += bytes
    }

    /// The next whole message; `nil` until more has come.
    mutating func next() -> [UInt8]? {
        guard !held.isEmpty, let (skipped, length, padded) = head() else { return nil }
        guard held.count >= skipped + padded else { return nil }
        let message = Array(held[skipped..<(skipped + length)])
        held.removeFirst(skipped + padded)
        return message
    }

    /// Bytes before the message, of the message, and of it with its padding.
    private func head() -> (skipped: Int, length: Int, padded: Int)? {
        switch framing {
        case .none:
            return (0, held.count, held.count)
        case .ice:
            guard held.count >= 2 else { return nil }
            let length = Int(held[0]) << 8 | Int(held[1])
            return (2, length, length)
        case .turn:
            guard held.count >= 4 else { return nil }
            let body = Int(held[2]) << 8 | Int(held[3])
            let isChannelData = held[0] >= 0x40
            return isChannelData ? (0, 4 + body, (4 + body + 3) & ~3) : (0, 20 + body, 20 + body)
        }
    }

    /// A message as it goes out.
    static func framed(_ message: [UInt8], _ framing: Framing) -> [UInt8] {
        switch framing {
        case .none: message
        case .ice: [UInt8(message.count >> 8 & 0xFF), UInt8(message.count & 0xFF)] + message
        case .turn: message + [UInt8](repeating: 0, count: (4 - message.count % 4) % 4)
        }
    }
}
