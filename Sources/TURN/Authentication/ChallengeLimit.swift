import Wire

/// How many challenges a source gets in a second: a server that answers everybody at any rate
/// floods whoever's address is forged.
///
/// A table of fixed size, set-associative: a source's place is one of eight, in a set that a secret
/// chooses. When all eight are taken, the source that was answered least makes room, so that no
/// flood of sources frees one that has had enough.
struct ChallengeLimit {
    /// Answers a second to one address.
    static let datagramLimit: UInt32 = 50
    /// Over streams an address is proven, and a whole hospital may be behind it.
    static let streamLimit: UInt32 = 500

    private struct Source {
        /// Zero where nobody is.
        var tag: UInt64 = 0
        var since = MonotonicTime(nanoseconds: 0)
        var count: UInt32 = 0
    }

    private static let setCount = 1024
    private static let ways = 8
    private static let window: Duration = .seconds(1)

    private var sources = [Source](repeating: Source(), count: setCount * ways)
    private let seed = UInt64.random(in: .min ... .max)

    /// Whether one more answer may go to `client`; counts it.
    mutating func admits(_ client: NetworkPath, now: MonotonicTime) -> Bool {
        let isStream = client.carrier.kind == .stream
        let tag = tag(of: client.remote, isStream: isStream)
        let limit = isStream ? Self.streamLimit : Self.datagramLimit
        let first = Int(tag % UInt64(Self.setCount)) * Self.ways
        let set = first..<(first + Self.ways)
        if let place = set.first(where: { sources[$0].tag == tag }) {
            if isOver(sources[place], now) {
                sources[place] = Source(tag: tag, since: now, count: 1)
                return true
            }
            guard sources[place].count < limit else { return false }
            sources[place].count += 1
            return true
        }
        let place =
            set.first { isOver(sources[$0], now) }
            ?? set.min { sources[$0].count < sources[$1].count } ?? first
        // Eight sources that all have had enough: more of a flood than of a morning.
        guard isOver(sources[place], now) || sources[place].count < Self.datagramLimit
        else { return false }
        sources[place] = Source(tag: tag, since: now, count: 1)
        return true
    }

    private func isOver(_ source: Source, _ now: MonotonicTime) -> Bool {
        source.tag == 0 || now - source.since >= Self.window
    }

    /// A host with IPv6 has a whole /64 to choose from.
    private func tag(of address: SocketAddress, isStream: Bool) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(seed)
        hasher.combine(address.high)
        hasher.combine(address.isIPv4 ? address.low : 0)
        hasher.combine(isStream)
        return max(UInt64(bitPattern: Int64(hasher.finalize())), 1)
    }
}
