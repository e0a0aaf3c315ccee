import RTP
import Wire

/// One RTP stream that a simulated browser sends, with its retransmissions.
package final class SentStream {
    package let mid: String
    package let rid: String?
    package let ssrc: UInt32
    /// `nil` for sound, whose packets are repeated as they were.
    package let rtxSSRC: UInt32?
    package var encoder: SimulatedEncoder
    /// 0 (loudest) ... 127, written into packets of sound.
    package var audioLevel: UInt8 = 30
    /// Neither captured nor sent while false.
    package var isActive = true
    package private(set) var sequenceNumber: UInt16
    package private(set) var packetCount: UInt32 = 0
    package private(set) var octetCount: UInt32 = 0
    /// When a key frame was asked for.
    package internal(set) var keyframeRequests: [MonotonicTime] = []
    package private(set) var retransmissions = 0
    /// Packets that the last report about this stream said were lost, of 256.
    package internal(set) var reportedLoss: UInt8?

    /// When each frame was captured, by its number.
    package private(set) var capturedAt: [MonotonicTime] = []

    private let timestampOffset: UInt32
    private var rtxSequenceNumber: UInt16
    private var history: [UInt16: Sent] = [:]
    private static let historyLimit = 1_000

    private struct Sent {
        let timestamp: UInt32
        let marker: Bool
        let payload: [UInt8]
    }

    package init(
        _ kind: SimulatedEncoder.Kind, mid: String, rid: String? = nil, random: inout SplitMix64
    ) {
        self.mid = mid
        self.rid = rid
        ssrc = UInt32.random(in: 1...UInt32.max, using: &random)
        rtxSSRC = kind == .opus ? nil : UInt32.random(in: 1...UInt32.max, using: &random)
        encoder = SimulatedEncoder(kind, source: ssrc, random: &random)
        sequenceNumber = UInt16.random(in: 0...UInt16.max, using: &random)
        rtxSequenceNumber = UInt16.random(in: 0...0x7fff, using: &random)
        timestampOffset = UInt32.random(in: 0...UInt32.max, using: &random)
    }

    package var isVideo: Bool { encoder.kind != .opus }
    package var clockRate: Int64 { isVideo ? 90_000 : 48_000 }
    package var frameInterval: Duration { isVideo ? .milliseconds(33) : .milliseconds(20) }

    /// What the stream's RTP clock reads at `now`.
    package func rtpTimestamp(at now: MonotonicTime) -> UInt32 {
        let ticks = now.nanoseconds / 1_000 * clockRate / 1_000_000
        return timestampOffset &+ UInt32(truncatingIfNeeded: ticks)
    }

    /// The plain packets of the next frame, captured now.
    func nextFrame(now: MonotonicTime, transportSequenceNumber: inout UInt16) -> [[UInt8]] {
        let payloads = encoder.nextFrame()
        capturedAt.append(now)
        return payloads.indices.map { index in
            sequenceNumber &+= 1
            packetCount += 1
            octetCount &+= UInt32(payloads[index].count)
            let sent = Sent(
                timestamp: rtpTimestamp(at: now), marker: isVideo && index == payloads.count - 1,
                payload: payloads[index])
            history[sequenceNumber] = sent
            history[sequenceNumber &- UInt16(Self.historyLimit)] = nil
            transportSequenceNumber &+= 1
            return packet(
                sequenceNumber, sent, transportSequenceNumber: transportSequenceNumber)
        }
    }

    /// The packet that repeats another (RFC 4588 §4); `nil` where it is forgotten.
    func retransmission(
        of number: UInt16, transportSequenceNumber: inout UInt16
    ) -> [UInt8]? {
        guard let sent = history[number], let rtxSSRC else { return nil }
        retransmissions += 1
        rtxSequenceNumber &+= 1
        transportSequenceNumber &+= 1
        var packet = header(
            payloadType: 97, sequenceNumber: rtxSequenceNumber, timestamp: sent.timestamp,
            marker: sent.marker, ssrc: rtxSSRC,
            transportSequenceNumber: transportSequenceNumber, isRetransmission: true)
        packet += [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)] + sent.payload
        return packet
    }

    private func packet(
        _ number: UInt16, _ sent: Sent, transportSequenceNumber: UInt16
    ) -> [UInt8] {
        header(
            payloadType: isVideo ? 96 : 111, sequenceNumber: number, timestamp: sent.timestamp,
            marker: sent.marker, ssrc: ssrc, transportSequenceNumber: transportSequenceNumber,
            isRetransmission: false) + sent.payload
    }

    private func header(
        payloadType: UInt8, sequenceNumber: UInt16, timestamp: UInt32, marker: Bool, ssrc: UInt32,
        transportSequenceNumber: UInt16, isRetransmission: Bool
    ) -> [UInt8] {
        var memory = [UInt8](repeating: 0, count: 128)
        let length = memory.withUnsafeMutableBytes { memory in
            RTPHeader.write(
                payloadType: payloadType, marker: marker, sequenceNumber: sequenceNumber,
                timestamp: timestamp, ssrc: ssrc, hasExtension: true, into: memory)
            var extensions = HeaderExtensionsWriter(
                into: UnsafeMutableRawBufferPointer(rebasing: memory[RTPHeader.fixedLength...]))
            if !isVideo { extensions.write(BrowserExtension.audioLevel, audioLevel | 0x80) }
            extensions.writeUInt24(BrowserExtension.absSendTime, timestamp & 0xff_ffff)
            extensions.write(BrowserExtension.transportSequence, transportSequenceNumber)
            Array(mid.utf8).withUnsafeBytes { extensions.write(BrowserExtension.mid, $0) }
            if let rid {
                let id =
                    isRetransmission ? BrowserExtension.repairedRid : BrowserExtension.rid
                Array(rid.utf8).withUnsafeBytes { extensions.write(id, $0) }
            }
            return RTPHeader.fixedLength + extensions.finish()
        }
        return Array(memory[..<length])
    }
}
