import Recording
import SFU
import Wire

/// Recorded bursts with sound in them, as a forwarding plane would hand them over.
struct RecordedSound {
    static let recording = RecordingID(rawValue: "recording")
    static let room = RoomID(rawValue: "room")

    static let key = RecordingDataKey.random()

    private var sequence: UInt16 = 0

    /// Twenty milliseconds of Opus each, from `start` on.
    mutating func packets(
        _ count: Int, of publication: PublicationID, from start: MonotonicTime
    ) -> RecordedBurst {
        var burst = RecordedBurst()
        for number in 0..<count {
            let timestamp = UInt32(sequence) &* 960
            var packet: [UInt8] = [0x80, 111]
            withUnsafeBytes(of: sequence.bigEndian) { packet += Array($0) }
            withUnsafeBytes(of: timestamp.bigEndian) { packet += Array($0) }
            packet += [0, 0, 0, 1, 0xfc] + [UInt8](repeating: UInt8(number & 0xff), count: 60)
            burst.items.append(
                .packet(
                    Self.recording, publication,
                    bytes: burst.bytes.count..<(burst.bytes.count + packet.count),
                    arrivedAt: start + .milliseconds(20 * number)))
            burst.bytes += packet
            sequence &+= 1
        }
        return burst
    }

    static func publication(
        _ number: UInt32, endpoint: String = "one", source: MediaSource = .microphone,
        codec: String = "opus"
    ) -> RecordedPublication {
        RecordedPublication(
            id: PublicationID(rawValue: number), endpoint: EndpointID(rawValue: endpoint),
            source: source, codec: codec)
    }

    /// The start of a recording, and of `publications` in it.
    static func start(_ publications: [RecordedPublication]) -> RecordedBurst {
        var burst = RecordedBurst()
        burst.items = [.started(recording, room)]
        burst.items += publications.map { .publication(recording, $0) }
        return burst
    }

    static var stop: RecordedBurst {
        var burst = RecordedBurst()
        burst.items = [.stopped(recording)]
        return burst
    }
}
