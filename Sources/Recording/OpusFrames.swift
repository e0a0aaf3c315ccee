/// Opus in RTP (RFC 7587): one packet is one frame.
enum OpusFrames {
    /// A packet holds at most 120 ms: six frames of at most 1275 bytes and what frames them
    /// (RFC 6716 §3.4).
    static let byteLimit = 7680

    /// Matroska's CodecPrivate: the identification header of RFC 7845 §5.1, two channels, 48 kHz,
    /// nothing to skip since the file starts in the middle of a stream.
    static let codecPrivate: [UInt8] =
        Array("OpusHead".utf8) + [1, 2, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0]

    /// The packet as a frame; `nil` where it can't be Opus.
    static func frame(of packet: RecordedPacket) -> EncodedFrame? {
        guard duration(of: packet.payload) != nil else { return nil }
        return EncodedFrame(
            bytes: packet.payload, rtpTimestamp: packet.rtpTimestamp,
            arrivedAt: packet.arrivedAt, isKeyframe: true, picture: nil)
    }

    /// How long an Opus packet sounds (RFC 6716 §3.1, §3.2), in ticks of 48 kHz.
    static func duration(of payload: [UInt8]) -> Int64? {
        guard let toc = payload.first, payload.count <= byteLimit else { return nil }
        let frameCount: Int64
        switch toc & 3 {
        case 0: frameCount = 1
        case 1, 2: frameCount = 2
        default:
            guard payload.count >= 2 else { return nil }
            frameCount = Int64(payload[1] & 0x3F)
        }
        let duration = frameCount * frameDuration(configuration: toc >> 3)
        return (1...5760).contains(duration) ? duration : nil
    }

    private static func frameDuration(configuration: UInt8) -> Int64 {
        switch configuration {
        case 0..<12: [480, 960, 1920, 2880][Int(configuration % 4)]  // SILK
        case 12..<16: [480, 960][Int(configuration % 2)]  // Hybrid
        default: [120, 240, 480, 960][Int(configuration % 4)]  // CELT
        }
    }
}
