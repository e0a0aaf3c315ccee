import Engine
import TURN
import Wire

/// The operator's settings of the TURN server in the terms of the targets they are for.
extension ServerConfiguration {
    /// Beside the calls: virtual relays, and real ones where they are switched on.
    ///
    /// - Parameter secret: of time-limited credentials.
    func turnBesideCalls(secret: [UInt8]) -> TURNConfiguration {
        var server = turnConfiguration
        server.secret = secret
        server.areRealRelaysOn = turn.hasRealRelays
        server.defaultRelay = turn.hasRealRelays ? .real : .virtual
        server.peers.ownListeners = Self.everyAddress(
            of: [httpsListener, self.server.http].compactMap(\.self))
        return server
    }

    /// In `aorta turn`.
    var turnAlone: TURNConfiguration {
        var server = turnConfiguration
        server.secret = turn.secret.map { Array($0.utf8) }
        server.areRealRelaysOn = true
        server.defaultRelay = .real
        let listeners = turn.listeners
        server.peers.ownListeners = Self.everyAddress(
            of: listeners.udp + listeners.tcp + listeners.tls)
        return server
    }

    /// Of real relays: where the operator says, else where he listens, else where the default route
    /// leads.
    func relays(besides listeners: [SocketAddress]) -> RelayConfiguration {
        var addresses = turn.relayAddresses
        if addresses.isEmpty {
            addresses = RelayAddresses.list(
                listeners: listeners, interfaces: NetworkInterfaces.all(),
                defaultRoute: NetworkInterfaces.defaultRoute())
        }
        var relays = RelayConfiguration(addresses: addresses, ports: turn.relayPorts.ports)
        relays.publicAddresses = [media.publicAddress].compactMap(\.self)
            .filter { !addresses.contains($0) }
        return relays
    }

    private var turnConfiguration: TURNConfiguration {
        var server = TURNConfiguration()
        server.realm = turn.realm
        server.users = Dictionary(
            turn.users.map { ($0.name, $0.password) }, uniquingKeysWith: { _, last in last })
        server.peers.allowed = turn.allowPeers
        server.peers.denied = turn.denyPeers
        server.peers.allowsLoopback = turn.allowsLoopbackPeers
        server.quotas.allocationsPerUser = turn.userQuota
        server.quotas.allocationsPerSource = turn.sourceQuota
        server.quotas.bitratePerUser = turn.userKilobits == 0 ? nil : turn.userKilobits * 1_000
        return server
    }

    /// A listener on all addresses is reached at each interface's.
    private static func everyAddress(of listeners: [SocketAddress]) -> [SocketAddress] {
        let interfaces = NetworkInterfaces.all()
        return listeners.flatMap { listener in
            listener.isUnspecified
                ? [listener] + interfaces.map { $0.address.withPort(listener.port) } : [listener]
        }
    }
}
