import Engine
import Wire

extension RelayServer {
    /// What participants are told of our TURN server; `nil` without one.
    func turnAccess(_ secret: TURNSecret, _ engine: MediaEngine) -> TURNAccess? {
        guard configuration.turn.isEnabled else { return nil }
        let media = engine.localAddresses.prefix(1) + configuration.media.alsoUDP
        let servers = OwnICEServers(
            secret: secret.bytes, hostname: configuration.server.hostname,
            address: engine.candidates.first?.host ?? "127.0.0.1",
            ports: OwnICEServers.Ports(
                udp: media.map(\.port), candidates: Set(engine.candidates.map(\.port)),
                tcp: configuration.publicTCPPort, tls: configuration.publicHTTPSPort))
        return TURNAccess(
            servers: servers, maximumDuration: .seconds(configuration.call.maximumMinutes * 60))
    }

    /// ICE-TCP candidates: each address once more, with the port of the door that takes them.
    func tcpCandidates(besides candidates: [SocketAddress]) -> [SocketAddress] {
        guard let port = configuration.media.tcpPort ?? configuration.publicTCPPort, port != 0
        else { return [] }
        return candidates.map { $0.withPort(port) }
    }
}

extension ServerConfiguration {
    /// Where browsers reach TURN and ICE over TCP; `nil` where they don't.
    var publicTCPPort: UInt16? {
        if let port = publicHTTPSPort { return port }
        // A proxy in front passes HTTP only.
        return server.trustedProxies.isEmpty ? server.http?.port : nil
    }
}
