import RTP
import Recording
import Wire

/// Writes VP8 into a recording: four packets of about 1,100 bytes a frame.
final class WebMStage: Stage {
    let name = "WebM write"
    private var recorder = Recorder(startedAt: MonotonicTime(nanoseconds: 0))
    private var now = MonotonicTime(nanoseconds: 0)
    private var packets: [[UInt8]] = []
    private var sequenceNumber: UInt16 = 0
    private var written = 0

    private static let packetsAFrame = 4

    init() throws {
        let track = RecordedTrack(id: 1, codec: .vp8, label: "camera")
        guard recorder.add(track, now: now) else {
            throw StageFailure(description: "the recorder takes no track")
        }
        _ = recorder.takeOutput()
    }

    func prepare() throws {
        if sequenceNumber > 0, recorder.counters.framesWritten == written {
            throw StageFailure(description: "the recorder has written no frame")
        }
        written = recorder.counters.framesWritten
        packets = (0..<Lap.packets).map { packet($0) }
    }

    private func packet(_ index: Int) -> [UInt8] {
        let place = index % Self.packetsAFrame
        var packet = [UInt8](repeating: 0x55, count: 1_120)
        let timestamp = UInt32(sequenceNumber / UInt16(Self.packetsAFrame)) &* 3_000
        packet.withUnsafeMutableBytes {
            RTPHeader.write(
                payloadType: 96, marker: place == Self.packetsAFrame - 1,
                sequenceNumber: sequenceNumber, timestamp: timestamp, ssrc: 1,
                hasExtension: false, into: $0)
        }
        // RFC 7741: a descriptor of one byte, then the frame; the first of a lap is a key frame.
        packet[12] = place == 0 ? 0x10 : 0x00
        if place == 0 {
            let head: [UInt8] =
                index == 0
                ? [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]
                : [0x11, 0x02, 0x00]
            packet.replaceSubrange(13..<(13 + head.count), with: head)
        }
        sequenceNumber &+= 1
        return packet
    }

    func run() {
        for (index, packet) in packets.enumerated() {
            if index % Self.packetsAFrame == 0 { now = now + .milliseconds(33) }
            packet.withUnsafeBytes {
                recorder.receive($0.bytes, track: 1, arrivedAt: now)
            }
        }
        recorder.advance(to: now)
        _ = recorder.takeOutput()
    }
}
