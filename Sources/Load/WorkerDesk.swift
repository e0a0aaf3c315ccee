import DTLSSRTP
import Histogram
import Wire

/// What all clients of one worker write on: memory for packets, and figures.
final class WorkerDesk {
    let sendSlab: UnsafeMutableRawBufferPointer
    /// Filling, but for what is written into it for one packet.
    let payload: UnsafeMutableRawBufferPointer
    let arrivals = ArrivalSlab()
    var counters = LoadCounters()
    /// Whether delays are kept.
    var isMeasuring = false
    /// Send to arrival, in microseconds.
    private(set) var delays = DelayHistogram()
    /// How late frames were sent, in microseconds.
    private(set) var lateness = DelayHistogram()
    private let report: UnsafeMutableRawBufferPointer

    init() {
        let packets = MediaShape.frameLimit + 1
        sendSlab = .allocate(byteCount: packets * (MediaShape.longestPacket + 64), alignment: 64)
        payload = .allocate(byteCount: MediaShape.longestPacket, alignment: 64)
        payload.initializeMemory(as: UInt8.self, repeating: ProbeMark.filling)
        report = .allocate(byteCount: 1_400, alignment: 64)
    }

    deinit {
        sendSlab.deallocate()
        payload.deallocate()
        report.deallocate()
    }

    /// Makes filling again of what a ``ProbeMark`` took.
    func eraseMark(endOf payload: UnsafeMutableRawBufferPointer) {
        let start = payload.count - ProbeMark.length
        let pattern = UInt64(ProbeMark.filling) &* 0x0101_0101_0101_0101
        for offset in stride(from: start, to: payload.count, by: 8) {
            payload.storeBytes(of: pattern, toByteOffset: offset, as: UInt64.self)
        }
    }

    func noteDelay(from sentAt: UInt64, to arrivedAt: UInt64) {
        delays.record(nanoseconds: arrivedAt > sentAt ? arrivedAt - sentAt : 0)
    }

    func noteLateness(_ nanoseconds: Int64) {
        if isMeasuring { lateness.record(nanoseconds: UInt64(max(0, nanoseconds))) }
    }

    /// Forgets all figures.
    func beginWindow() {
        counters = LoadCounters()
        delays = DelayHistogram()
        lateness = DelayHistogram()
    }

    /// Now, as 32.32 fixed point since 1900.
    func ntpTime() -> UInt64 {
        let nanoseconds = LoadClock.stamp()
        let seconds = nanoseconds / 1_000_000_000 + 2_208_988_800
        return seconds << 32 | (nanoseconds % 1_000_000_000 << 32) / 1_000_000_000
    }

    /// Writes, protects and sends a compound packet.
    func sendRTCP(by transport: LoadTransport, _ write: (inout ByteWriter) -> Void) {
        var writer = ByteWriter(into: UnsafeMutableRawBufferPointer(rebasing: report[..<1_200]))
        write(&writer)
        guard writer.count > 0, !writer.hasOverflowed, let sender = transport.sender,
            let length = try? sender.protectRTCP(report, length: writer.count)
        else { return }
        transport.send(UnsafeRawBufferPointer(rebasing: report[..<length]))
    }
}

/// Times by their frequency, three digits exact (HdrHistogram).
package struct DelayHistogram: Sendable {
    private static let highest: UInt64 = 60_000_000
    private var histogram = Histogram<UInt32>(
        lowestDiscernibleValue: 1, highestTrackableValue: Self.highest,
        numberOfSignificantValueDigits: .three)

    package init() {}

    mutating func record(nanoseconds: UInt64) {
        histogram.record(min(nanoseconds / 1_000, Self.highest - 1))
    }

    mutating func add(_ other: DelayHistogram) {
        histogram.add(other.histogram)
    }

    package var count: UInt64 { histogram.totalCount }

    /// The time, in milliseconds, that so many of a hundred do not exceed; `nil` where there are
    /// none.
    package func milliseconds(atPercentile percentile: Double) -> Double? {
        guard histogram.totalCount > 0 else { return nil }
        return Double(histogram.valueAtPercentile(percentile)) / 1_000
    }

    /// The longest, in milliseconds.
    package var longest: Double? {
        histogram.totalCount > 0 ? Double(histogram.max) / 1_000 : nil
    }
}
