import Wire

/// Makes the wishes of many subscribers for a key frame of one source stream into few requests.
///
/// The first is sent at once, then at most one a second, until a key frame comes: an encoder that
/// heeded each would send nothing else.
package struct KeyframeRequests: Sendable {
    /// Between two requests.
    package static let interval = Duration.seconds(1)

    /// Whether a key frame was wished for and has not come.
    package private(set) var isAwaited = false
    private var requestedAt: MonotonicTime?

    package init() {}

    /// Somebody's decoder cannot go on.
    package mutating func request() {
        isAwaited = true
    }

    /// A key frame of the stream has begun; it serves all who wished for one before.
    package mutating func keyframeArrived() {
        isAwaited = false
    }

    /// The last request may have gone nowhere: its path is not used any more.
    package mutating func pathChanged() {
        requestedAt = nil
    }

    /// Whether a request has to be sent now; it counts as sent then.
    package mutating func takeDue(at now: MonotonicTime) -> Bool {
        guard isAwaited, requestedAt.map({ now - $0 >= Self.interval }) ?? true else {
            return false
        }
        requestedAt = now
        return true
    }

    /// When ``takeDue(at:)`` has to be asked next; in the past where a request is due at once, `nil`
    /// while no key frame is awaited.
    package var nextDeadline: MonotonicTime? {
        guard isAwaited else { return nil }
        return requestedAt.map { $0 + Self.interval } ?? MonotonicTime(nanoseconds: 0)
    }
}
