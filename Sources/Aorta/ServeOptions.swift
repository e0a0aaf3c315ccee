import ArgumentParser

/// The flags that configure a server. Each is a key of the file and an environment variable too.
struct ServeOptions: ParsableArguments {
    @OptionGroup var source: SourceOptions

    @Option(
        help: ArgumentHelp(
            "Serve HTTPS here. Default 0.0.0.0:8443, and off when only --http is given.",
            valueName: "address:port"))
    var https: String?

    @Option(
        help: ArgumentHelp(
            "Serve HTTP in the clear here: for a proxy in front, or for tests. Off by default.",
            valueName: "address:port"))
    var http: String?

    @Option(
        help: ArgumentHelp(
            "Receive media here. Default 0.0.0.0:3478.", valueName: "address:port"))
    var udp: String?

    @Option(
        help: ArgumentHelp(
            "Receive media here as well, as on 0.0.0.0:443. May be repeated.",
            valueName: "address:port"))
    var alsoUdp: [String] = []

    @Option(
        help: ArgumentHelp(
            "Tell browsers to send media to this address. Default: found out from the interfaces.",
            valueName: "address"))
    var publicAddress: String?

    @Option(
        help: ArgumentHelp(
            "Tell browsers this name of the TURN server. Default: that in their address bar.",
            valueName: "name"))
    var hostname: String?

    @Option(
        help: ArgumentHelp(
            "TLS certificate and its chain, PEM. Default: a self-signed one is made and kept.",
            valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("The certificate's private key, PEM.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Keep database, recordings and certificate here. Default data, in a demo .demo.",
            valueName: "folder"))
    var data: String?

    @Flag(help: "Start with a demo hospital and links that sign in at once. Never for patients.")
    var demo = false

    @Flag(
        help: """
            Let tools publish and play by WHIP and WHEP, in rooms of their own: see aorta token.
            """)
    var toolRooms = false

    @Option(
        help: ArgumentHelp(
            "Serve the pages from this folder instead of the built-in ones, to work on them.",
            valueName: "folder"))
    var webRoot: String?

    /// - Throws: every problem at once, as an exit with a message.
    func load() throws -> ServerConfiguration {
        try source.load { layers in
            layers.lay("server.https", https, flag: "--https")
            layers.lay("server.http", http, flag: "--http")
            layers.lay("media.udp", udp, flag: "--udp")
            layers.lay("media.alsoUDP", alsoUdp, flag: "--also-udp")
            layers.lay("server.hostname", hostname, flag: "--hostname")
            layers.lay("media.publicAddress", publicAddress, flag: "--public-address")
            layers.lay("server.certificate", cert, flag: "--cert")
            layers.lay("server.key", key, flag: "--key")
            layers.lay("server.data", data, flag: "--data")
            layers.lay("server.demo", demo ? "true" : nil, flag: "--demo")
            layers.lay("tools.rooms", toolRooms ? "true" : nil, flag: "--tool-rooms")
            layers.lay("server.webRoot", webRoot, flag: "--web-root")
        } judgedBy: {
            $0.contradictions()
        }
    }
}
