import ArgumentParser
import Foundation

/// The flags that configure a server. Each is a key of the file and an environment variable too.
struct ServeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read settings from this YAML file.",
            discussion: """
                Flags go before environment variables, these before the file, and the file \
                before the defaults. A key's variable is its path: media.publicAddress is \
                AORTA_MEDIA_PUBLIC_ADDRESS. Config/aorta.yaml documents all of them.
                """, valueName: "file"))
    var config: String?

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
            "Tell browsers to send media to this address. Default: found out from the interfaces.",
            valueName: "address"))
    var publicAddress: String?

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

    @Option(
        help: ArgumentHelp(
            "Serve the pages from this folder instead of the built-in ones, to work on them.",
            valueName: "folder"))
    var webRoot: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning or error. Default info.", valueName: "level"))
    var logLevel: String?

    /// - Throws: every problem at once, as an exit with a message.
    func load() throws -> ServerConfiguration {
        var environment = ProcessInfo.processInfo.environment
        let file = config ?? environment.removeValue(forKey: "AORTA_CONFIG")
        environment["AORTA_CONFIG"] = nil
        var source = ConfigurationSource()
        if let file {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw ValidationError("\(file) cannot be read as UTF-8 text")
            }
            source.lay(yaml: text, named: file)
        }
        source.lay(environment: environment)
        source.lay("server.https", https, flag: "--https")
        source.lay("server.http", http, flag: "--http")
        source.lay("media.udp", udp, flag: "--udp")
        source.lay("media.publicAddress", publicAddress, flag: "--public-address")
        source.lay("server.certificate", cert, flag: "--cert")
        source.lay("server.key", key, flag: "--key")
        source.lay("server.data", data, flag: "--data")
        source.lay("server.demo", demo ? "true" : nil, flag: "--demo")
        source.lay("server.webRoot", webRoot, flag: "--web-root")
        source.lay("log.level", logLevel, flag: "--log-level")
        source.finish()
        guard source.problems.isEmpty else {
            let lines = source.problems.map { "  \($0)" }.joined(separator: "\n")
            throw StartFailure("the configuration has to be corrected:\n\(lines)")
        }
        return source.configuration
    }
}
