import Glibc
import RTP
import Recording
import Wire

/// What a recorded packet costs on the recording queue, beside the shards: into the container, and
/// that encrypted. No disk.
struct RecordingQueue {
    /// Nanoseconds a packet, medians of ``rounds``.
    struct Result: CustomStringConvertible {
        let container: Double
        let encrypted: Double

        var description: String {
            "container \(Int(container)) ns a packet, encrypted \(Int(encrypted)) ns, "
                + "of which encryption \(Int(encrypted - container)) ns"
        }
    }

    private static let rounds = 15
    private static let packetsAFrame = 4

    /// VP8, four packets of 1,120 bytes a frame, 30 frames a second.
    private let packets: [[UInt8]]

    init(packets count: Int) {
        packets = (0..<count).map(Self.packet)
    }

    /// Both ways in turns, so that both meet the same machine.
    func measure() -> Result {
        var (container, encrypted): ([Double], [Double]) = ([], [])
        for _ in 0..<Self.rounds {
            container.append(time(nil))
            encrypted.append(time(RecordingCipher(creating: "benchmark", key: .random())))
        }
        return Result(
            container: container.sorted()[Self.rounds / 2],
            encrypted: encrypted.sorted()[Self.rounds / 2])
    }

    private func time(_ cipher: RecordingCipher?) -> Double {
        var now = MonotonicTime(nanoseconds: 0)
        var recorder = Recorder(startedAt: now)
        _ = recorder.add(RecordedTrack(id: 1, codec: .vp8, label: "camera"), now: now)
        var chunks: UInt64 = 0
        var byteCount = 0
        let start = nanoseconds()
        for (index, packet) in packets.enumerated() {
            if index % Self.packetsAFrame == 0 { now = now + .milliseconds(33) }
            packet.withUnsafeBytes { recorder.receive($0.bytes, track: 1, arrivedAt: now) }
            guard index % 12 == 0 else { continue }  // The queue writes ten times a second.
            recorder.advance(to: now)
            var rest = recorder.takeOutput()[...]
            byteCount += rest.count
            while let cipher, !rest.isEmpty {
                let part = rest.prefix(RecordingChunk.byteLimit)
                byteCount += cipher.seal(part, as: .media, number: chunks).count
                chunks += 1
                rest = rest.dropFirst(part.count)
            }
        }
        let elapsed = nanoseconds() - start
        precondition(byteCount > packets.count * 500, "the media have been written")
        return Double(elapsed) / Double(packets.count)
    }

    private func nanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private static func packet(_ index: Int) -> [UInt8] {
        let place = index % packetsAFrame
        var packet = [UInt8](repeating: 0x55, count: 1_120)
        packet.withUnsafeMutableBytes {
            RTPHeader.write(
                payloadType: 96, marker: place == packetsAFrame - 1,
                sequenceNumber: UInt16(truncatingIfNeeded: index),
                timestamp: UInt32(truncatingIfNeeded: index / packetsAFrame * 3_000), ssrc: 1,
                hasExtension: false, into: $0)
        }
        // RFC 7741: a descriptor of one byte, then the frame; a key frame every four seconds.
        packet[12] = place == 0 ? 0x10 : 0x00
        if place == 0 {
            let head: [UInt8] =
                index % 480 == 0
                ? [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]
                : [0x11, 0x02, 0x00]
            packet.replaceSubrange(13..<(13 + head.count), with: head)
        }
        return packet
    }
}
