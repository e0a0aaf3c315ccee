import TURN
import Wire

extension ServerConfiguration {
    /// Section `turn`: our own TURN server, beside the calls or alone.
    struct TURNSection: Sendable, Equatable {
        /// Beside the calls.
        var isEnabled = true
        var realm = "aorta"
        /// Of time-limited credentials; `nil`: one is made and kept beside the calls, and there are
        /// none in `aorta turn`.
        var secret: String?
        var users: [TURNUser] = []
        /// Beside the calls; always so in `aorta turn`.
        var hasRealRelays = false
        /// Of real relays, one of a family; none: found out at the start.
        var relayAddresses: [SocketAddress] = []
        var relayPorts = PortRange(49_152...65_535)
        var allowPeers: [AddressRange] = []
        var denyPeers: [AddressRange] = []
        var allowsLoopbackPeers = false
        /// Allocations of one user at once. A browser in a call makes four a network; of those that a
        /// change of network left behind, virtual ones that are silent give way.
        var userQuota = 12
        /// Allocations of one source address at once: a hospital's people often share one.
        var sourceQuota = 4_096
        /// Each way; 0 is without a limit.
        var userKilobits = 0
        /// Where `aorta turn` listens; beside the calls the server's own doors serve.
        var udp: [SocketAddress] = []
        var tcp: [SocketAddress] = []
        var tls: [SocketAddress] = []

        /// Without any listener configured: UDP and TCP on every interface.
        static let listensByDefault = SocketAddress(ipv4: 0, port: 3478)

        /// What `aorta turn` listens on.
        var listeners: (udp: [SocketAddress], tcp: [SocketAddress], tls: [SocketAddress]) {
            guard udp.isEmpty, tcp.isEmpty, tls.isEmpty else { return (udp, tcp, tls) }
            return ([Self.listensByDefault], [Self.listensByDefault], [])
        }
    }

    /// What keeps `aorta turn` from being of use, in the words of its flags.
    func standaloneContradictions() -> [String] {
        var found: [String] = []
        if turn.users.isEmpty, turn.secret == nil {
            found.append("nobody could get in: give a --user NAME:PASSWORD or a --secret")
        }
        if !turn.tls.isEmpty, server.certificate == nil {
            found.append("--tls needs --cert and --key")
        }
        return found
    }

    /// Section `externalTurn`: somebody else's TURN server, announced beside our own.
    struct ExternalTURNSection: Sendable, Equatable {
        var url: String?
        var username: String?
        var password: String?
    }
}

/// A user with a password that does not end.
struct TURNUser: Sendable, Equatable {
    let name: String
    let password: String

    /// Neither is empty (RFC 8489 §14.3: a name has less than 509 bytes).
    ///
    /// - Parameter text: `NAME:PASSWORD`; the password may hold further colons.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0].utf8.count < 509
        else { return nil }
        name = String(parts[0])
        password = String(parts[1])
    }
}

/// Ports of relays.
struct PortRange: Sendable, Equatable {
    let ports: ClosedRange<UInt16>

    init(_ ports: ClosedRange<UInt16>) {
        self.ports = ports
    }

    /// - Parameter text: `LOW-HIGH`, ports above 1023.
    init?(_ text: String) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { UInt16($0) }
        guard ends.count == 2, let low = ends[0], let high = ends[1], low >= 1_024, low <= high
        else { return nil }
        ports = low...high
    }
}
