import RTP
import Wire

/// Which packets of one incoming stream are missing, and when to ask for them (RFC 4585 §6.2.1).
///
///     missing ──10 ms, or 10 newer packets──▶ asked ──each round trip──▶ asked again
///        └────────────── arrives ◀──────────────┘        └─ 10 tries, or too old ─▶ given up
///
/// Giving up on a packet of video means that the picture waits for a key frame:
/// ``takeKeyframeWish()``.
package struct NACKTracker: Sendable {
    /// Missing packets remembered; when there are more the stream is beyond this kind of repair.
    package static let missingLimit = 256
    /// Time given to packets that only overtook each other.
    package static let reorderingAllowance = Duration.milliseconds(10)
    /// Newer packets after which one is missing and not just late.
    static let reorderingDistance: Int64 = 10
    /// A packet is asked for again no sooner than this.
    package static let shortestInterval = Duration.milliseconds(40)
    /// Packets that may have overtaken the first one of a key frame.
    static let overtakingLimit = 64
    /// Requests for one packet before it is given up.
    package static let tryLimit = 10

    /// What the packet at hand is.
    package enum Arrival: Equatable, Sendable {
        /// The newest, or one that was missing.
        case new
        /// It has been here, or was given up.
        case duplicate
    }

    private struct Missing {
        let number: Int64
        let since: MonotonicTime
        var dueAt: MonotonicTime
        var tries = 0
    }

    /// How long a packet is worth repairing.
    private let patience: Duration
    private let isVideo: Bool
    private var unwrapper = SequenceUnwrapper()
    private var newest: Int64?
    private var newestAt = MonotonicTime(nanoseconds: 0)
    /// Before the first packet nothing is known, so nothing is a duplicate.
    private var first: Int64 = 0
    /// In order of number. Grows on a stream's first loss, then is reused.
    private var missing: [Missing] = []
    private var wantsKeyframe = false

    package init(isVideo: Bool) {
        self.isVideo = isVideo
        patience = isVideo ? .seconds(1) : .milliseconds(400)
    }

    /// Packets missing now.
    package var missingCount: Int { missing.count }

    /// Notes that a packet has come, on its own stream or as a retransmission.
    package mutating func receive(
        _ sequenceNumber: UInt16, at now: MonotonicTime
    ) -> Arrival {
        let number = unwrapper.unwrap(sequenceNumber)
        guard let newest else {
            self.newest = number
            newestAt = now
            first = number
            return .new
        }
        if number > newest {
            self.newest = number
            if number > newest + 1 { note(missing: (newest + 1)..<number, at: now) }
            newestAt = now
            return .new
        }
        // What came before the first one may be missing again.
        guard let index = missing.firstIndex(where: { $0.number == number }) else {
            return number < first ? .new : .duplicate
        }
        missing.remove(at: index)
        return .new
    }

    /// Whether no later packet has come before this one, which ``receive(_:at:)`` took last.
    package func isNewest(_ sequenceNumber: UInt16) -> Bool {
        unwrapper.peek(sequenceNumber) == newest
    }

    /// Whether the newest packet may have overtaken others.
    package var mayBeOvertaking: Bool {
        guard let newest else { return false }
        return !missing.isEmpty || newest - first < Self.overtakingLimit
    }

    /// The packets that may have come after this one, which ``receive(_:at:)`` took last, but were
    /// sent later; `nil` where they are too many.
    package func overtaking(_ sequenceNumber: UInt16) -> ClosedRange<Int64>? {
        let number = unwrapper.peek(sequenceNumber)
        guard let newest, newest > number, newest - number <= Self.overtakingLimit
        else { return nil }
        return (number + 1)...newest
    }

    /// Takes what came before a packet but was sent after it as missing again, for somebody who
    /// begins with that packet.
    ///
    /// - Parameter isKept: packets that need not be asked for.
    /// - Returns: `false`, and nothing is changed, where that would be too many.
    package mutating func missAgain(
        after sequenceNumber: UInt16, at now: MonotonicTime,
        isKept: (UInt16) -> Bool = { _ in false }
    ) -> Bool {
        guard let overtaking = overtaking(sequenceNumber),
            missing.count <= Self.missingLimit - Self.overtakingLimit
        else { return false }
        for overtaking in overtaking
        where !missing.contains(where: { $0.number == overtaking })
            && !isKept(UInt16(truncatingIfNeeded: overtaking))
        {
            missing.append(Missing(number: overtaking, since: now, dueAt: now))
        }
        missing.sort { $0.number < $1.number }
        return true
    }

    private mutating func note(missing numbers: Range<Int64>, at now: MonotonicTime) {
        // After an outage the oldest of them are beyond repair, and one key frame is cheaper.
        guard missing.count + numbers.count <= Self.missingLimit, now - newestAt < patience else {
            missing.removeAll(keepingCapacity: true)
            giveUp()
            return
        }
        for number in numbers {
            missing.append(
                Missing(number: number, since: now, dueAt: now + Self.reorderingAllowance))
        }
    }

    private mutating func giveUp() {
        if isVideo { wantsKeyframe = true }
    }

    /// Appends the packets to ask for now, oldest first, and gives up those not worth it any more.
    package mutating func takeDue(
        at now: MonotonicTime, roundTrip: Duration, into sequenceNumbers: inout [UInt16]
    ) {
        guard !missing.isEmpty, let newest else { return }
        let interval = max(roundTrip, Self.shortestInterval)
        var hasGivenUp = false
        for index in missing.indices {
            let entry = missing[index]
            let isOvertaken = entry.tries == 0 && newest - entry.number >= Self.reorderingDistance
            guard now >= entry.dueAt || isOvertaken else { continue }
            if entry.tries >= Self.tryLimit || now - entry.since >= patience {
                hasGivenUp = true
                continue
            }
            missing[index].tries += 1
            missing[index].dueAt = now + interval
            sequenceNumbers.append(UInt16(truncatingIfNeeded: entry.number))
        }
        guard hasGivenUp else { return }
        let patience = patience
        missing.removeAll {
            now >= $0.dueAt && ($0.tries >= Self.tryLimit || now - $0.since >= patience)
        }
        giveUp()
    }

    /// When ``takeDue(at:roundTrip:into:)`` has to be asked next; `nil` while nothing is missing.
    package var nextDeadline: MonotonicTime? {
        missing.lazy.map(\.dueAt).min()
    }

    /// Whether something was given up since the last call that only a key frame can mend.
    package mutating func takeKeyframeWish() -> Bool {
        defer { wantsKeyframe = false }
        return wantsKeyframe
    }

    /// A key frame begins with this packet: what is missing before it is of no use any more.
    package mutating func keyframeArrived(_ sequenceNumber: UInt16) {
        let number = unwrapper.peek(sequenceNumber)
        missing.removeAll { $0.number < number }
        wantsKeyframe = false
    }
}
