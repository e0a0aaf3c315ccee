/// How long packets wait in queues of the path: their delay beyond the least of the last seconds.
///
/// The clocks of sender and receiver differ by an unknown amount, which drops out.
struct QueueingDelay: Sendable {
    /// The least delay is of the last one to two of these, in milliseconds.
    private static let epoch = 8_000.0
    /// What waits now is the least of the last one to two of these.
    private static let moment = 60.0

    private var base = SlidingMinimum(span: epoch)
    private var present = SlidingMinimum(span: moment)
    /// Mean distance of single delays from the present one: the path's jitter.
    private(set) var jitter = 0.0

    /// Times are in milliseconds, each on its own clock.
    mutating func receive(sentAt: Double, arrivedAt: Double) {
        let delay = arrivedAt - sentAt
        base.receive(delay, at: sentAt)
        // Of what was sent in one moment the last may arrive seconds after the first.
        present.receive(delay, at: arrivedAt)
        guard let least = present.value else { return }
        jitter += (delay - least - jitter) / 64
    }

    /// In milliseconds; 0 before the first packet.
    var milliseconds: Double {
        guard let base = base.value, let present = present.value else { return 0 }
        return max(present - base, 0)
    }

    /// What stands in the queue is not ours and does not go: the path is as long as this now.
    mutating func acceptStanding() {
        guard let present = present.value else { return }
        base.restart(at: present)
    }

    /// The least of the last values, in two windows that take turns.
    private struct SlidingMinimum: Sendable {
        let span: Double
        private var former: Double?
        private var current: Double?
        private var startedAt = 0.0

        init(span: Double) {
            self.span = span
        }

        var value: Double? {
            guard let current else { return former }
            return min(former ?? current, current)
        }

        mutating func receive(_ delay: Double, at now: Double) {
            if current == nil || now - startedAt > span {
                former = current
                current = delay
                startedAt = now
            } else if let least = current, delay < least {
                current = delay
            }
        }

        mutating func restart(at delay: Double) {
            former = nil
            current = delay
        }
    }
}
