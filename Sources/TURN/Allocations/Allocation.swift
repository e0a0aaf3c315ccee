import STUN
import Wire

/// A client's relayed transport addresses and what it may do with them (RFC 8656 §3.2).
///
/// Belongs to one 5-tuple and one user, both for life.
final class Allocation {
    let client: NetworkPath
    let user: AuthenticatedUser
    let account: UserAccount
    let creation: AllocationCreation
    /// One, or one of each family; never none.
    private(set) var relays: [RelayPort]
    var expiresAt: MonotonicTime
    /// When the client last sent a request, or data for a peer.
    var lastHeardAt: MonotonicTime
    var permissions: PermissionTable
    var channels: ChannelTable

    init(
        client: NetworkPath, user: AuthenticatedUser, account: UserAccount,
        creation: AllocationCreation, relays: [RelayPort], limits: QuotaLimits,
        madeAt now: MonotonicTime
    ) {
        self.client = client
        self.user = user
        self.account = account
        self.creation = creation
        self.relays = relays
        expiresAt = now + creation.lifetime
        lastHeardAt = now
        permissions = PermissionTable(limit: limits.permissionsPerAllocation)
        channels = ChannelTable(limit: limits.channelsPerAllocation)
    }

    var isVirtual: Bool { relays[0].carrier.kind == .virtualRelay }

    /// The relayed address of the family that `peer` has.
    func relay(towards peer: SocketAddress) -> RelayPort? {
        for place in relays.indices where relays[place].address.isIPv4 == peer.isIPv4 {
            return relays[place]
        }
        return nil
    }

    func relay(of family: RelayFamily) -> RelayPort? {
        relays.first { $0.address.isIPv4 == (family == .ipv4) }
    }

    /// Takes one of two relayed addresses away (§8.2).
    func remove(_ relay: RelayPort) {
        precondition(relays.count > 1)
        relays.removeAll { $0 == relay }
    }

    /// What the client may do with `peer`; `nil` without a permission.
    func reach(of peer: SocketAddress, now: MonotonicTime) -> PeerReach? {
        permissions.permission(for: peer, now: now)?.reach
    }

    /// The same for a channel's peer.
    func reach(of channel: ChannelBinding, now: MonotonicTime) -> PeerReach? {
        channel.isPermittedUntil > now ? channel.reach : reach(of: channel.peer, now: now)
    }
}

/// What a repeated Allocate request is answered with once more (RFC 8656 §7.2).
struct AllocationCreation {
    let transactionID: TransactionID
    let lifetime: Duration
    let reservationToken: UInt64?
    /// The family that was wished for in addition, or beside which another was, and isn't there.
    let missing: MissingFamily?

    /// For ADDRESS-ERROR-CODE.
    struct MissingFamily {
        let family: RelayFamily
        let rejection: TURNRejection
    }
}
