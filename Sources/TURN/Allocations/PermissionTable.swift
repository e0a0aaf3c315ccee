import Wire

/// The hosts that one allocation may exchange packets with, and until when (RFC 8656 §9).
///
/// By IP address alone; ports don't matter. One look-up a packet through all of them: few have more
/// than two, and none more than the limit.
struct PermissionTable {
    /// RFC 8656 §9.
    static let lifetime = Duration.seconds(300)

    private var permissions: [Permission] = []
    private let limit: Int
    /// How often the whole table was looked through.
    private(set) var sweeps = 0
    /// No permission ends before.
    private var nothingEndsBefore = MonotonicTime(nanoseconds: .min)

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { permissions.count }

    /// - Parameter peer: its port isn't looked at.
    func permission(for peer: SocketAddress, now: MonotonicTime) -> Permission? {
        guard let place = place(of: peer), permissions[place].expiresAt > now else { return nil }
        return permissions[place]
    }

    /// Installs or refreshes a permission for each of `peers`, or for none of them.
    ///
    /// - Returns: false where there is no room.
    mutating func install(_ peers: [(address: SocketAddress, reach: PeerReach)], now: MonotonicTime)
        -> Bool
    {
        if permissions.count + peers.count > limit { removeExpired(now) }
        let added = Set(peers.map { $0.address.withPort(0) }).count { place(of: $0) == nil }
        guard permissions.count + added <= limit else { return false }
        for peer in peers {
            let permission = Permission(
                host: peer.address.withPort(0), reach: peer.reach, expiresAt: now + Self.lifetime)
            if let place = place(of: peer.address) {
                permissions[place] = permission
            } else {
                permissions.append(permission)
            }
        }
        return true
    }

    private func place(of peer: SocketAddress) -> Int? {
        for place in permissions.indices
        where permissions[place].host.low == peer.low && permissions[place].host.high == peer.high {
            return place
        }
        return nil
    }

    /// Looks through the table only where something in it may have ended.
    private mutating func removeExpired(_ now: MonotonicTime) {
        guard nothingEndsBefore <= now else { return }
        sweeps += 1
        permissions.removeAll { $0.expiresAt <= now }
        nothingEndsBefore = permissions.map(\.expiresAt).min() ?? now + Self.lifetime
    }
}

/// What one allocation may do with one host.
struct Permission {
    /// Its port is 0.
    let host: SocketAddress
    let reach: PeerReach
    let expiresAt: MonotonicTime
}

/// Where datagrams to a permitted host may end up.
enum PeerReach {
    /// At another machine: they go to the socket.
    case network
    /// At this machine: to other relays in memory, else to the socket unless it's a listener.
    case thisHost
    /// At other relays of this server, and nothing else behind the same address.
    case ownRelays
    /// At this server's own endpoints: one of the configured addresses.
    case endpoints
}
