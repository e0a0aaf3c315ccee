import RTP
import SFU
import Wire

/// One RTP stream that a simulated browser receives, with its losses, repairs and checks.
package final class ReceivedStream {
    /// One packet, by what it says itself.
    package struct Packet: Sendable {
        /// Unwrapped.
        package let number: Int64
        package let rtpTimestamp: UInt32
        package let marker: Bool
        package let arrivedAt: MonotonicTime
        /// It came as a retransmission.
        package let isRepair: Bool
        package let trace: FrameTrace?
        package let vp8: VP8Payload?
        package let audioLevel: UInt8?
    }

    package let mid: String
    package let ssrc: UInt32
    package let rtxSSRC: UInt32?
    package let isVideo: Bool
    package let cname: String?
    /// In the order of arrival, each number once.
    package private(set) var packets: [Packet] = []
    /// Numbers that came twice.
    package private(set) var duplicates = 0
    /// Packets of other payload types than were negotiated.
    package private(set) var strangers = 0
    package private(set) var senderReports: [(report: SenderReport, cname: String?)] = []
    private var numbers: Set<Int64> = []
    private var unwrapper = SequenceUnwrapper()
    private var newest: Int64?
    private(set) var statistics: ReceptionStatistics
    /// A longer gap is not repaired.
    private static let repairLimit: Int64 = 1_000
    private var wanted: [Int64: (tries: Int, dueAt: MonotonicTime)] = [:]

    init(mid: String, ssrc: UInt32, rtxSSRC: UInt32?, isVideo: Bool, cname: String?) {
        self.mid = mid
        self.ssrc = ssrc
        self.rtxSSRC = rtxSSRC
        self.isVideo = isVideo
        self.cname = cname
        statistics = ReceptionStatistics(clockRate: isVideo ? 90_000 : 48_000)
    }

    /// Numbers between the first packet and the newest that never came.
    package var missing: [Int64] {
        guard let first = packets.first?.number, let newest else { return [] }
        return (first...newest).filter { !numbers.contains($0) }
    }

    /// The share of packets that are missing, 0...1.
    package var missingShare: Double {
        guard let first = packets.first?.number, let newest else { return 0 }
        return Double(missing.count) / Double(newest - first + 1)
    }

    // MARK: Packets

    func receive(_ packet: [UInt8], now: MonotonicTime) {
        let bytes = packet.span.bytes
        guard let header = RTPHeader(parsing: bytes) else { return }
        let isRepair = header.ssrc == rtxSSRC
        guard header.payloadType == (isVideo ? 96 : 111) + (isRepair ? 1 : 0) else {
            strangers += 1
            return
        }
        var payload = Array(packet[header.payloadRange])
        var sequenceNumber = header.sequenceNumber
        if isRepair {
            guard let original = payload.span.bytes.uint16(at: 0) else { return }
            sequenceNumber = original
            payload.removeFirst(2)
        } else {
            statistics.receive(sequenceNumber, rtpTimestamp: header.timestamp, at: now)
        }
        let number = unwrapper.unwrap(sequenceNumber)
        guard numbers.insert(number).inserted else {
            duplicates += 1
            return
        }
        wanted[number] = nil
        if let newest, number > newest + Self.repairLimit {
            wanted = [:]
        } else if let newest, number > newest + 1 {
            for missing in (newest + 1)..<number {
                wanted[missing] = (0, now + .milliseconds(10))
            }
        }
        newest = max(newest ?? number, number)
        var map = ExtensionMap()
        map.map(6, to: .audioLevel)
        packets.append(
            Packet(
                number: number, rtpTimestamp: header.timestamp, marker: header.marker,
                arrivedAt: now, isRepair: isRepair, trace: trace(in: payload),
                vp8: isVideo ? VP8Payload(parsing: payload.span.bytes) : nil,
                audioLevel: HeaderExtensions(parsing: bytes, header: header, map: map)
                    .audioLevel(in: bytes)?.level))
    }

    private func trace(in payload: [UInt8]) -> FrameTrace? {
        guard isVideo else { return FrameTrace(parsing: payload.span.bytes, at: 0) }
        guard let vp8 = VP8Payload(parsing: payload.span.bytes) else { return nil }
        let head = vp8.isKeyframe ? 10 : vp8.isStartOfFrame ? 3 : 0
        return FrameTrace(parsing: payload.span.bytes, at: vp8.descriptorLength + head)
    }

    func receive(_ report: SenderReport, cname: String?, now: MonotonicTime) {
        senderReports.append((report, cname))
        statistics.receive(report, at: now)
    }

    func takeReport(now: MonotonicTime) -> ReportBlock? {
        statistics.takeReport(ssrc: ssrc, at: now)
    }

    /// The numbers to ask for now (RFC 4585 §6.2.1), each up to ten times.
    func takeWanted(now: MonotonicTime) -> [UInt16] {
        guard rtxSSRC != nil else { return [] }
        var due: [Int64] = []
        for (number, want) in wanted where want.dueAt <= now {
            wanted[number] = want.tries < 9 ? (want.tries + 1, now + .milliseconds(80)) : nil
            due.append(number)
        }
        return due.sorted().map { UInt16(truncatingIfNeeded: $0) }
    }
}
