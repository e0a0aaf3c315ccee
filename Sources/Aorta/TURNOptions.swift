import ArgumentParser

/// The flags of `aorta turn`. Each is a key of the file and an environment variable too.
struct TURNOptions: ParsableArguments {
    @OptionGroup var source: SourceOptions

    @Option(
        help: ArgumentHelp(
            "Serve clients over UDP here. May be repeated, as --tcp and --tls.",
            discussion: "Without any of the three: UDP and TCP on 0.0.0.0:3478.",
            valueName: "address:port"))
    var udp: [String] = []

    @Option(help: ArgumentHelp("Serve clients over TCP here.", valueName: "address:port"))
    var tcp: [String] = []

    @Option(
        help: ArgumentHelp(
            "Serve clients over TLS here; may be an address and port of --tcp as well.",
            valueName: "address:port"))
    var tls: [String] = []

    @Option(
        help: ArgumentHelp(
            "TLS certificate and its chain, PEM; read again when the files change.",
            valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("The certificate's private key, PEM.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "What clients see as the server's domain. Default aorta.", valueName: "name"))
    var realm: String?

    @Option(
        help: ArgumentHelp(
            "A user with a password that doesn't end. May be repeated.",
            discussion: "Others on this machine see flags: on one that is shared use a file.",
            valueName: "name:password"))
    var user: [String] = []

    @Option(
        help: ArgumentHelp(
            "The shared secret of time-limited credentials.", valueName: "secret"))
    var secret: String?

    @Option(
        help: ArgumentHelp(
            "Relay from this address of this machine. May be repeated: one IPv4, one IPv6.",
            discussion: "Default: those of the interface with the default route.",
            valueName: "address"))
    var relayAddress: [String] = []

    @Option(
        help: ArgumentHelp(
            "Tell clients and peers this address of relays, where a NAT maps it to ours.",
            valueName: "address"))
    var publicAddress: String?

    @Option(
        help: ArgumentHelp(
            "Relay from these UDP ports. Default 49152-65535.", valueName: "low-high"))
    var relayPorts: String?

    @Option(
        help: ArgumentHelp(
            "Relay to peers of this network, although it is a private one. May be repeated.",
            valueName: "network"))
    var allowPeer: [String] = []

    @Option(
        help: ArgumentHelp(
            "Don't relay to peers of this network. May be repeated.", valueName: "network"))
    var denyPeer: [String] = []

    @Flag(help: "Relay to peers on this machine. For tests and benchmarks only.")
    var allowLoopbackPeers = false

    @Option(
        help: ArgumentHelp(
            "Allocations of one user at once. Default 12.", valueName: "number"))
    var userQuota: String?

    /// - Throws: every problem at once, as an exit with a message.
    func load() throws -> ServerConfiguration {
        try source.load { layers in
            layers.lay("turn.udp", udp, flag: "--udp")
            layers.lay("turn.tcp", tcp, flag: "--tcp")
            layers.lay("turn.tls", tls, flag: "--tls")
            layers.lay("server.certificate", cert, flag: "--cert")
            layers.lay("server.key", key, flag: "--key")
            layers.lay("turn.realm", realm, flag: "--realm")
            layers.lay("turn.users", user, flag: "--user")
            layers.lay("turn.secret", secret, flag: "--secret")
            layers.lay("turn.relayAddresses", relayAddress, flag: "--relay-address")
            layers.lay("media.publicAddress", publicAddress, flag: "--public-address")
            layers.lay("turn.relayPorts", relayPorts, flag: "--relay-ports")
            layers.lay("turn.allowPeers", allowPeer, flag: "--allow-peer")
            layers.lay("turn.denyPeers", denyPeer, flag: "--deny-peer")
            layers.lay(
                "turn.allowLoopbackPeers", allowLoopbackPeers ? "true" : nil,
                flag: "--allow-loopback-peers")
            layers.lay("turn.userQuota", userQuota, flag: "--user-quota")
        } judgedBy: {
            $0.contradictions() + $0.standaloneContradictions()
        }
    }
}
