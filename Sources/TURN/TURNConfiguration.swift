import Wire

/// What an operator decides about the TURN server.
package struct TURNConfiguration: Sendable {
    package var realm = "aorta"
    /// Passwords of users that don't expire, by name.
    package var users: [String: String] = [:]
    /// Of time-limited credentials; `nil` where there are none.
    package var secret: [UInt8]?
    /// For static users, and for labels that don't say.
    package var defaultRelay = RelayKind.virtual
    /// Whether relays may have ports of their own.
    package var areRealRelaysOn = false
    package var virtualRelays = VirtualRelayConfiguration()
    package var peers = PeerPolicy()
    package var quotas = QuotaLimits()
    package var lifetimes = TURNLifetimes()

    package init() {}
}

/// Relays whose only peers are this server's own endpoints.
package struct VirtualRelayConfiguration: Sendable {
    /// The addresses that relayed addresses are made up of, one a family; ports aren't looked at.
    package var addresses: [SocketAddress] = []
    /// Where this server's endpoints are reached: the host candidates that browsers are given.
    /// Indexed by ``Carrier/peer``; those past ``Carrier/peerLimit`` aren't reachable.
    package var peers: [SocketAddress] = []

    package init(addresses: [SocketAddress] = [], peers: [SocketAddress] = []) {
        self.addresses = addresses
        self.peers = peers
    }
}

/// How long an allocation lives without a Refresh request (RFC 8656 §3.2, §7.2).
package struct TURNLifetimes: Sendable {
    package var standard: Duration = .seconds(600)
    package var longest: Duration = .seconds(3600)

    package init() {}

    /// What a LIFETIME attribute is answered with; `nil` stands for its absence.
    func granted(_ wanted: UInt32?) -> Duration {
        max(standard, min(longest, .seconds(Int64(wanted ?? 0))))
    }
}

/// What one user and one source may take.
package struct QuotaLimits: Sendable {
    package var allocationsPerUser = 12
    /// A source is an IPv4 address or an IPv6 /64; a whole hospital may be behind one.
    package var allocationsPerSource = 4096
    /// All users' together.
    package var allocations = 65_536
    /// IP addresses that one allocation may exchange packets with.
    package var permissionsPerAllocation = 128
    package var channelsPerAllocation = 128
    /// Each way, all allocations of a user together; `nil` for no limit. In bits per second.
    package var bitratePerUser: Int?

    package init() {}
}

extension TURNConfiguration: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without passwords and the secret, so that no log can hold them.
    package var description: String {
        "TURN server of realm \(realm), \(users.count) users, relays \(defaultRelay) by default"
    }

    package var debugDescription: String { description }
}
