import DTLSSRTP
import RTP
import Wire

/// The streams that one receiver gets: counted by their headers alone, and now and then opened to
/// see whether the right content arrives and how long it was under way.
final class ReceivingSide {
    /// Streams told apart: a picture, a sound, and what a server may begin anew.
    private static let streamLimit = 6

    private(set) var streams: [ReceptionTally] = []
    private var log: ArrivalLog
    private let remote: ServerDescription
    /// Of the publisher it receives.
    private let source: UInt32
    private let ssrc = UInt32.random(in: 1...UInt32.max)
    private var reportAt: Int64
    private var feedbackAt: Int64
    /// Reads that are only counted before one is opened.
    private let sampleEvery: Int
    private var untilSample: Int
    /// When the first packet came.
    private(set) var firstAt: MonotonicTime?

    private static let feedbackInterval: Int64 = 100_000_000

    init(of source: UInt32, remote: ServerDescription, sampleEvery: Int, now: MonotonicTime) {
        self.source = source
        self.remote = remote
        self.sampleEvery = max(1, sampleEvery)
        untilSample = .random(in: 0..<max(1, sampleEvery))
        let ids = remote.streams.compactMap { $0.extensions.id(of: .transportSequence) }
        log = ArrivalLog(id: ids.first ?? 0)
        reportAt = now.nanoseconds + .random(in: 0..<1_000_000_000)
        feedbackAt = now.nanoseconds + .random(in: 0..<Self.feedbackInterval)
        streams.reserveCapacity(Self.streamLimit)
    }

    var nextDeadline: MonotonicTime {
        MonotonicTime(nanoseconds: log.isKept ? min(reportAt, feedbackAt) : reportAt)
    }

    // MARK: Packets

    /// Whether the next read shall be opened.
    func takeSampleTurn() -> Bool {
        untilSample -= 1
        guard untilSample < 0 else { return false }
        untilSample = sampleEvery - 1
        return true
    }

    /// - Parameters:
    ///   - packet: as much of the protected packet as was read.
    ///   - length: of the whole packet.
    ///   - arrivedAt: by the kernel's clock; 0 where the packet shall only be counted.
    func receive(
        _ packet: UnsafeMutableRawBufferPointer, length: Int, arrivedAt: UInt64,
        now: MonotonicTime, by transport: LoadTransport, _ desk: WorkerDesk
    ) {
        guard length >= RTPHeader.fixedLength, packet.count >= RTPHeader.fixedLength else { return }
        let ssrc = packet.bigEndian32(at: 8)
        let sequenceNumber = UInt16(packet[2]) << 8 | UInt16(packet[3])
        desk.counters.packetsReceived += 1
        desk.counters.bytesReceived += UInt64(length)
        guard let index = place(of: ssrc, payloadType: packet[1] & 0x7f) else {
            desk.counters.packetsOther += 1
            return
        }
        if firstAt == nil { firstAt = now }
        streams[index].receive(sequenceNumber)
        if log.isKept { log.note(UnsafeRawBufferPointer(packet), now: now) }
        if arrivedAt > 0, length == packet.count {
            open(packet, arrivedAt: arrivedAt, isVideo: streams[index].isVideo, transport, desk)
        }
    }

    private func place(of ssrc: UInt32, payloadType: UInt8) -> Int? {
        for index in streams.indices where streams[index].ssrc == ssrc { return index }
        guard streams.count < Self.streamLimit,
            let agreed = remote.streams.first(where: { $0.payloadType == payloadType })
        else { return nil }
        streams.append(ReceptionTally(ssrc: ssrc, isVideo: agreed.isVideo))
        return streams.count - 1
    }

    private func open(
        _ packet: UnsafeMutableRawBufferPointer, arrivedAt: UInt64, isVideo: Bool,
        _ transport: LoadTransport, _ desk: WorkerDesk
    ) {
        guard let headerLength = RTPHeader.length(of: packet.bytes),
            let length = try? transport.receiver?.unprotectRTP(packet, headerLength: headerLength)
        else {
            desk.counters.packetsForged += 1
            return
        }
        desk.counters.packetsOpened += 1
        guard length > headerLength else { return }  // Padding alone.
        let payload = UnsafeRawBufferPointer(rebasing: packet[headerLength..<length])
        guard let mark = ProbeMark(endOf: payload), ProbeMark.isWhole(payload),
            mark.source == source << 1 | (isVideo ? 1 : 0)
        else {
            desk.counters.packetsWrong += 1
            return
        }
        if desk.isMeasuring { desk.noteDelay(from: mark.sentAt, to: arrivedAt) }
    }

    /// Takes a plain compound packet.
    func receiveRTCP(_ packet: RawSpan, now: MonotonicTime) {
        var compound = RTCPCompound()
        while let block = compound.next(in: packet) {
            guard let report = SenderReport(parsing: packet, block: block),
                let index = streams.firstIndex(where: { $0.ssrc == report.ssrc })
            else { continue }
            streams[index].lastReport = (SenderReport.compact(ntp: report.ntp), now)
        }
    }

    // MARK: Time

    func advance(to now: MonotonicTime, by transport: LoadTransport, _ desk: WorkerDesk) {
        if reportAt <= now.nanoseconds {
            reportAt = now.nanoseconds + 1_000_000_000
            let blocks = streams.indices.map { streams[$0].takeReport(now: now) }
            desk.sendRTCP(by: transport) { writer in
                ReceiverReport.write(ssrc: ssrc, blocks: blocks, to: &writer)
            }
        }
        guard log.isKept, feedbackAt <= now.nanoseconds else { return }
        feedbackAt = now.nanoseconds + Self.feedbackInterval
        guard !log.isEmpty, let media = streams.first?.ssrc else { return }
        desk.sendRTCP(by: transport) { writer in
            log.write(senderSSRC: ssrc, mediaSSRC: media, to: &writer)
        }
    }

    // MARK: Figures

    /// Begins to count anew what is missing.
    func beginWindow() {
        for index in streams.indices { streams[index].beginWindow() }
    }
}

/// What one receiver has had of one stream, by its sequence numbers.
struct ReceptionTally {
    let ssrc: UInt32
    let isVideo: Bool
    /// The middle of the last sender report's time, and when it came.
    var lastReport: (time: UInt32, at: MonotonicTime)?
    private var first: Int64?
    private(set) var highest: Int64 = 0
    private(set) var received: Int64 = 0
    private var windowStart: (highest: Int64, received: Int64) = (0, 0)
    private var reported: (expected: Int64, received: Int64) = (0, 0)

    init(ssrc: UInt32, isVideo: Bool) {
        self.ssrc = ssrc
        self.isVideo = isVideo
    }

    mutating func receive(_ sequenceNumber: UInt16) {
        received += 1
        guard first != nil else {
            first = Int64(sequenceNumber)
            highest = Int64(sequenceNumber)
            windowStart = (highest - 1, 0)
            return
        }
        let step = Int16(bitPattern: sequenceNumber &- UInt16(truncatingIfNeeded: highest))
        if step > 0 { highest += Int64(step) }
    }

    mutating func beginWindow() {
        windowStart = (highest, received)
    }

    /// Since the window began.
    var window: (expected: Int64, received: Int64) {
        (max(0, highest - windowStart.highest), max(0, received - windowStart.received))
    }

    mutating func takeReport(now: MonotonicTime) -> ReportBlock {
        let expected = first.map { highest - $0 + 1 } ?? 0
        let lately = (expected - reported.expected, received - reported.received)
        reported = (expected, received)
        let lost = max(0, lately.0 - lately.1)
        let delay = lastReport.map { max(0, (now - $0.at).nanoseconds) * 65_536 / 1_000_000_000 }
        return ReportBlock(
            ssrc: ssrc,
            fractionLost: UInt8(clamping: lately.0 > 0 ? lost * 256 / lately.0 : 0),
            cumulativeLost: Int32(clamping: expected - received),
            extendedHighestSequence: UInt32(truncatingIfNeeded: highest), jitter: 0,
            lastSenderReport: lastReport?.time ?? 0,
            delaySinceLastSenderReport: UInt32(clamping: delay ?? 0))
    }
}

extension UnsafeMutableRawBufferPointer {
    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
