import DTLSSRTP
import RTP
import Wire

/// The streams that one receiver gets: counted by their headers alone, and now and then opened to
/// see whether the right content arrives and how long it was under way.
final class ReceivingSide {
    /// Streams told apart: a picture, a sound, and what a server may begin anew.
    private static let streamLimit = 6

    // Memory of their own, which no check of exclusive access slows down.
    private let streams = UnsafeMutablePointer<ReceptionTally>.allocate(capacity: streamLimit)
    private var streamCount = 0
    private let log: ArrivalLog
    private let remote: ServerDescription
    /// Of the publisher it receives.
    private let source: UInt32
    private let ssrc = UInt32.random(in: 1...UInt32.max)
    private var reportAt: Int64
    private var feedbackAt: Int64
    /// Reads that are only counted before one is opened.
    private let sampleEvery: Int
    private var untilSample: Int

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
    }

    deinit {
        streams.deallocate()
    }

    /// Of each stream that has been heard.
    var tallies: UnsafeMutableBufferPointer<ReceptionTally> {
        UnsafeMutableBufferPointer(start: streams, count: streamCount)
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

    /// Takes what one read has brought.
    ///
    /// - Parameters:
    ///   - isSample: whether the packets shall be opened.
    ///   - other: is given the places of what is no RTP.
    func receive(
        _ slab: ArrivalSlab, isSample: Bool, now: MonotonicTime, by transport: LoadTransport,
        _ desk: WorkerDesk, other: (Int) -> Void
    ) {
        var (packets, bytes, strange) = (0, 0, 0)
        for index in 0..<slab.count {
            let packet = slab.datagram(index)
            guard packet.count >= RTPHeader.fixedLength,
                DatagramKind(firstByte: packet[0]) == .media,
                !DatagramKind.isRTCP(secondByte: packet[1])
            else {
                other(index)
                continue
            }
            packets += 1
            bytes += packet.count
            guard
                let place = place(of: packet.bigEndian32(at: 8), payloadType: packet[1] & 0x7f)
            else {
                strange += 1
                continue
            }
            streams[place].receive(UInt16(packet[2]) << 8 | UInt16(packet[3]))
            if log.isKept { log.note(UnsafeRawBufferPointer(packet), now: now) }
            if isSample {
                open(
                    packet, arrivedAt: max(1, slab.arrivedAt(index)),
                    isVideo: streams[place].isVideo, transport, desk)
            }
        }
        desk.counters.packetsReceived += UInt64(packets)
        desk.counters.bytesReceived += UInt64(bytes)
        desk.counters.packetsOther += UInt64(strange)
    }

    private func place(of ssrc: UInt32, payloadType: UInt8) -> Int? {
        for index in 0..<streamCount where streams[index].ssrc == ssrc { return index }
        guard streamCount < Self.streamLimit,
            let agreed = remote.streams.first(where: { $0.payloadType == payloadType })
        else { return nil }
        (streams + streamCount).initialize(
            to: ReceptionTally(ssrc: ssrc, isVideo: agreed.isVideo))
        streamCount += 1
        return streamCount - 1
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
                let index = tallies.firstIndex(where: { $0.ssrc == report.ssrc })
            else { continue }
            streams[index].lastReport = (SenderReport.compact(ntp: report.ntp), now)
        }
    }

    // MARK: Time

    func advance(to now: MonotonicTime, by transport: LoadTransport, _ desk: WorkerDesk) {
        if reportAt <= now.nanoseconds {
            reportAt = now.nanoseconds + 1_000_000_000
            let blocks = (0..<streamCount).map { streams[$0].takeReport(now: now) }
            desk.sendRTCP(by: transport) { writer in
                ReceiverReport.write(ssrc: ssrc, blocks: blocks, to: &writer)
            }
        }
        guard log.isKept, feedbackAt <= now.nanoseconds else { return }
        feedbackAt = now.nanoseconds + Self.feedbackInterval
        guard !log.isEmpty, let media = tallies.first?.ssrc else { return }
        desk.sendRTCP(by: transport) { writer in
            log.write(senderSSRC: ssrc, mediaSSRC: media, to: &writer)
        }
    }

    // MARK: Figures

    /// Begins to count anew what is missing.
    func beginWindow() {
        for index in 0..<streamCount { streams[index].beginWindow() }
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
