import Foundation
import Testing

/// One RTP packet in the making, with the header fields that the recorder looks at.
struct TestPacket: Sendable {
    var sequenceNumber: UInt16
    var rtpTimestamp: UInt32
    var isMarked: Bool
    var payload: [UInt8]

    /// The packet as it would come over the wire, without extensions.
    var bytes: [UInt8] {
        [0x80, (isMarked ? 0x80 : 0) | 96] + bigEndian(UInt32(sequenceNumber), 2)
            + bigEndian(rtpTimestamp, 4) + [0, 0, 0, 1] + payload
    }
}

/// A stream of packets from `Fixtures`.
struct FixtureStream: Sendable {
    var packets: [TestPacket]
    var clockRate: Int64

    static let vp8 = FixtureStream(rtp: "vp8", clockRate: 90_000)
    static let smallVP8 = FixtureStream(rtp: "vp8-small", clockRate: 90_000)
    static let vp9 = FixtureStream(rtp: "vp9", clockRate: 90_000)
    static let h264 = FixtureStream(rtp: "h264", clockRate: 90_000)
    static let opus = FixtureStream(rtp: "opus", clockRate: 48_000)
    static let av1 = FixtureStream(
        packets: AV1Packetization(payloadLimit: 500).packets(of: ivf("av1")), clockRate: 90_000)

    init(packets: [TestPacket], clockRate: Int64) {
        self.packets = packets
        self.clockRate = clockRate
    }

    private init(rtp name: String, clockRate: Int64) {
        let file = Self.read(name + ".rtp")
        var packets: [TestPacket] = []
        var offset = 0
        while offset + 14 <= file.count {
            let length = Int(file[offset]) << 8 | Int(file[offset + 1])
            let packet = Array(file[(offset + 2)..<(offset + 2 + length)])
            packets.append(
                TestPacket(
                    sequenceNumber: UInt16(packet[2]) << 8 | UInt16(packet[3]),
                    rtpTimestamp: packet[4..<8].reduce(0) { $0 << 8 | UInt32($1) },
                    isMarked: packet[1] & 0x80 != 0, payload: Array(packet[12...])))
            offset += 2 + length
        }
        self.init(packets: packets, clockRate: clockRate)
    }

    /// The frames of an IVF file.
    static func ivf(_ name: String) -> [[UInt8]] {
        let file = read(name + ".ivf")
        var frames: [[UInt8]] = []
        var offset = 32
        while offset + 12 <= file.count {
            let length = file[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
            frames.append(Array(file[(offset + 12)..<(offset + 12 + length)]))
            offset += 12 + length
        }
        return frames
    }

    private static func read(_ name: String) -> [UInt8] {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures").appending(path: name)
        guard let data = try? Data(contentsOf: url) else {
            Issue.record("fixture \(name) is missing")
            return []
        }
        return [UInt8](data)
    }
}

extension FixtureStream {
    /// How many frames the stream has.
    var frameCount: Int { Set(packets.map(\.rtpTimestamp)).count }

    /// The stream with its first packet at these numbers.
    func renumbered(sequenceNumber: UInt16, rtpTimestamp: UInt32) -> FixtureStream {
        guard let first = packets.first else { return self }
        var copy = self
        for index in packets.indices {
            copy.packets[index].sequenceNumber =
                packets[index].sequenceNumber &- first.sequenceNumber &+ sequenceNumber
            copy.packets[index].rtpTimestamp =
                packets[index].rtpTimestamp &- first.rtpTimestamp &+ rtpTimestamp
        }
        return copy
    }

    /// This stream and behind it `other`, as if one encoder had made both.
    func followed(by other: FixtureStream, gap: UInt32 = 6000) -> FixtureStream {
        guard let last = packets.last else { return other }
        let next = other.renumbered(
            sequenceNumber: last.sequenceNumber &+ 1, rtpTimestamp: last.rtpTimestamp &+ gap)
        return FixtureStream(packets: packets + next.packets, clockRate: clockRate)
    }

    /// Milliseconds from the first packet's capture to this one's.
    func age(of packet: TestPacket) -> Double {
        guard let first = packets.first else { return 0 }
        return Double(packet.rtpTimestamp &- first.rtpTimestamp) * 1000 / Double(clockRate)
    }
}

func bigEndian(_ value: UInt32, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
}
