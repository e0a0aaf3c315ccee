/// What a TURN server has done since its start; gauges say so.
package struct TURNCounters: Equatable, Sendable {
    /// A gauge.
    package var allocations = 0
    /// Allocations ever made.
    package var allocated: UInt64 = 0
    package var bindings: UInt64 = 0
    package var refusals = TURNRefusalCounters()
    package var fromClients = RelayedCounters()
    package var toClients = RelayedCounters()
    package var drops = TURNDropCounters()

    package init() {}
}

/// Error responses, by what the client would have to change.
package struct TURNRefusalCounters: Equatable, Sendable {
    /// 401, 438 and 441.
    package var authentication: UInt64 = 0
    /// Requests that weren't answered, because their source had enough answers.
    package var unanswered: UInt64 = 0
    /// 403.
    package var forbidden: UInt64 = 0
    /// 486 and 508.
    package var capacity: UInt64 = 0
    package var other: UInt64 = 0

    mutating func count(_ code: Int) {
        switch code {
        case 401, 438, 441: authentication += 1
        case 403: forbidden += 1
        case 486, 508: capacity += 1
        default: other += 1
        }
    }
}

/// Application data, without TURN's own bytes.
package struct RelayedCounters: Equatable, Sendable {
    package var packets: UInt64 = 0
    package var bytes: UInt64 = 0

    mutating func count(_ byteCount: Int) {
        packets += 1
        bytes += UInt64(byteCount)
    }
}

/// What was dropped without a word, as RFC 8656 wants it.
package struct TURNDropCounters: Equatable, Sendable {
    package var malformed: UInt64 = 0
    /// No allocation, no channel or no permission.
    package var unpermitted: UInt64 = 0
    package var overBitrate: UInt64 = 0
    /// Longer than a datagram can be here.
    package var tooLong: UInt64 = 0
}
