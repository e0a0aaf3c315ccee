import Wire

/// What a datagram is to a stream that can't take everything.
enum StreamCargo: Sendable {
    /// Goes first: a late picture is worth less than late sound.
    case video
    case audio
    /// Checks, handshakes, RTCP: little, and what media depends on.
    case control
    /// A response to a TURN client, who doesn't ask twice over a stream (RFC 8489 §6.2.2).
    case answer

    /// Opus in the tables of `SDP`, and in browsers' own.
    private static let audioPayloadType: UInt8 = 111

    /// - Parameter datagram: as it stands in the stream, without RFC 4571's length.
    init(of datagram: RawSpan, over kind: StreamKind) {
        guard kind == .turn else {
            self.init(ofMedia: datagram, at: 0)
            return
        }
        switch datagram.uint8(at: 0).map(DatagramKind.init(firstByte:)) {
        case .turnChannelData: self.init(ofMedia: datagram, at: 4)
        case .stun:
            if let data = Self.dataOfIndication(datagram) {
                self.init(ofMedia: datagram, at: data)
            } else {
                self = .answer
            }
        default: self = .control
        }
    }

    private init(ofMedia datagram: RawSpan, at offset: Int) {
        guard let first = datagram.uint8(at: offset), let second = datagram.uint8(at: offset + 1),
            DatagramKind(firstByte: first) == .media, !DatagramKind.isRTCP(secondByte: second)
        else {
            self = .control
            return
        }
        self = second & 0x7f == Self.audioPayloadType ? .audio : .video
    }

    /// Where the payload of a Data indication begins (RFC 8656 §11.6): behind XOR-PEER-ADDRESS.
    private static func dataOfIndication(_ message: RawSpan) -> Int? {
        guard message.uint16(at: 0) == 0x0017, let address = message.uint16(at: 22)
        else { return nil }
        let attribute = 24 + Int(address)
        return message.uint16(at: attribute) == 0x0013 ? attribute + 4 : nil
    }
}
