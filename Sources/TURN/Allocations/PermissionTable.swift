import Wire

/// The hosts that one allocation may exchange packets with, and until when (RFC 8656 §9).
///
/// By IP address alone; ports don't matter. One look-up a packet, and a bound on their number.
struct PermissionTable {
    /// RFC 8656 §9.
    static let lifetime = Duration.seconds(300)

    private var permissions: [SocketAddress: Permission] = [:]
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
        guard let permission = permissions[peer.withPort(0)], permission.expiresAt > now
        else { return nil }
        return permission
    }

    /// Installs or refreshes a permission for each of `peers`, or for none of them.
    ///
    /// - Returns: false where there is no room.
    mutating func install(_ peers: [(address: SocketAddress, reach: PeerReach)], now: MonotonicTime)
        -> Bool
    {
        if permissions.count + peers.count > limit { removeExpired(now) }
        let added = Set(peers.map { $0.address.withPort(0) }).filter { permissions[$0] == nil }
        guard permissions.count + added.count <= limit else { return false }
        for peer in peers {
            permissions[peer.address.withPort(0)] = Permission(
                reach: peer.reach, expiresAt: now + Self.lifetime)
        }
        return true
    }

    /// Looks through the table only where something in it may have ended.
    private mutating func removeExpired(_ now: MonotonicTime) {
        guard nothingEndsBefore <= now else { return }
        sweeps += 1
        permissions = permissions.filter { $0.value.expiresAt > now }
        nothingEndsBefore = permissions.values.map(\.expiresAt).min() ?? now + Self.lifetime
    }
}

/// What one allocation may do with one host.
struct Permission {
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
