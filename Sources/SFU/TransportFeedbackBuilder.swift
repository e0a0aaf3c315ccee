import RTP
import Wire

/// Collects when the packets of one connection arrived and writes it as transport-wide feedback
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01).
///
/// A packet that comes after it was told as lost is told again, as received.
package struct TransportFeedbackBuilder: Sendable {
    /// Numbers remembered; a power of two. What arrives later than this is not told.
    package static let window = 1024
    /// Between two feedbacks while packets come in quick succession, or singly.
    package static let shortInterval = Duration.milliseconds(50)
    package static let longInterval = Duration.milliseconds(100)
    /// Packets that make the succession quick, and that do not wait at all.
    static let quickCount: Int64 = 8
    static let urgentCount: Int64 = 256

    private var unwrapper = SequenceUnwrapper()
    private var newest: Int64?
    /// The first number the next feedback tells of.
    private var next: Int64 = 0
    /// In ticks of 250 µs, by number modulo ``window``.
    private var arrivals: [Int64]
    private var mediaSSRC: UInt32 = 0
    private var feedbackCount: UInt8 = 0
    private var pendingSince: MonotonicTime?

    package init() {
        arrivals = .init(repeating: TransportFeedback.notReceived, count: Self.window)
    }

    private func place(_ number: Int64) -> Int {
        Int(truncatingIfNeeded: number) & (Self.window - 1)
    }

    /// Notes one packet.
    ///
    /// - Parameters:
    ///   - number: its transport-wide sequence number.
    ///   - ssrc: of any stream; the last one names the feedback.
    package mutating func receive(_ number: UInt16, ssrc: UInt32, at now: MonotonicTime) {
        let number = unwrapper.unwrap(number)
        let window = Int64(Self.window)
        if let newest, number <= newest {
            guard newest - number < window,
                arrivals[place(number)] == TransportFeedback.notReceived
            else { return }  // Too late, or twice.
            next = min(next, number)
        } else {
            advance(to: number, from: newest)
            newest = number
        }
        arrivals[place(number)] = now.nanoseconds / 250_000
        mediaSSRC = ssrc
        pendingSince = pendingSince ?? now
    }

    /// Forgets what the numbers after the newest once stood for.
    private mutating func advance(to number: Int64, from newest: Int64?) {
        guard let newest else {
            next = number
            return
        }
        guard number - newest < Int64(Self.window) else {
            for index in arrivals.indices { arrivals[index] = TransportFeedback.notReceived }
            next = number  // A jump too long to be loss.
            return
        }
        for between in (newest + 1)..<number {
            arrivals[place(between)] = TransportFeedback.notReceived
        }
        next = max(next, number - Int64(Self.window) + 1)
    }

    /// When the next feedback is due; `nil` while there is nothing to tell.
    package var nextDeadline: MonotonicTime? {
        guard let pendingSince, let newest else { return nil }
        let count = newest - next + 1
        if count >= Self.urgentCount { return pendingSince }
        return pendingSince + (count >= Self.quickCount ? Self.shortInterval : Self.longInterval)
    }

    /// Whether feedback should be written now.
    package func isDue(at now: MonotonicTime) -> Bool {
        nextDeadline.map { now >= $0 } ?? false
    }

    /// Writes one feedback block of at most 1,192 bytes, to be the last of its compound packet.
    ///
    /// Where it cannot tell everything at once the next one is due immediately.
    ///
    /// - Returns: whether a block was written.
    @discardableResult
    package mutating func write(senderSSRC: UInt32, into writer: inout ByteWriter) -> Bool {
        guard let since = pendingSince, let newest else { return false }
        let count = Int(min(newest - next + 1, Int64(TransportFeedback.statusLimit)))
        let covered = withUnsafeTemporaryAllocation(of: Int64.self, capacity: count) { told in
            for index in 0..<count {
                told.initializeElement(at: index, to: arrivals[place(next + Int64(index))])
            }
            return TransportFeedback.write(
                senderSSRC: senderSSRC, mediaSSRC: mediaSSRC,
                baseSequenceNumber: UInt16(truncatingIfNeeded: next),
                arrivals: UnsafeBufferPointer(told), feedbackCount: feedbackCount, to: &writer)
        }
        // None of them arrived: leave them untold, or they would be in the way for ever.
        next += Int64(covered > 0 ? covered : count)
        pendingSince = next <= newest ? since.advanced(by: .zero - Self.longInterval) : nil
        if covered > 0 { feedbackCount &+= 1 }
        return covered > 0
    }
}
