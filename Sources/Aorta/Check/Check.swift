import ArgumentParser
import Foundation

/// `aorta check`: tries every way to a server from this machine, as a browser would.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try every way to a server from here, and say what a firewall has to open.",
        discussion: """
            Asks the server which ways lead to it, tries each by itself (media straight by UDP \
            and TCP, media through the relay by UDP, TCP and TLS, signaling by WebSocket and by \
            plain HTTPS), then prints a line for each, the rule to ask IT for where one fails, and \
            a code. Whoever signs in at the server as a doctor or administrator finds the same \
            report at /video-call/connection-report/ by that code.

              aorta check https://video.hospital.example
              aorta check --json https://video.hospital.example > report.json
              aorta check --proxy http://proxy.hospital.example:3128 https://video.example

            Run it on a computer of the network that is in question: what it finds holds for \
            that network alone. It needs no account. A way works when checked packets of the \
            size of video came back for a second and a half; nothing of a person is sent.

            Exit status: 0 when calls can be seen and heard from here, 1 when no way carries \
            media or the server cannot be reached, 64 when the command line is wrong.
            """)

    @Argument(help: ArgumentHelp("The server, as in a browser's address bar.", valueName: "url"))
    var server: String

    @Flag(help: "Print one JSON object instead of words. Progress goes to standard error.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Trust the certificates in this PEM file too: a hospital's own authority.",
            valueName: "file"))
    var ca: String?

    @Flag(help: "Accept any certificate: for a test server. Says nothing about TLS inspection.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "Give each step of a way up after so many seconds.", valueName: "seconds"))
    var timeout = 6.0

    @Option(
        help: ArgumentHelp(
            """
            Reach TCP ways through this HTTP proxy (CONNECT). Default: HTTPS_PROXY of the \
            environment; 'none' for none. UDP never goes through a proxy.
            """, valueName: "url"))
    var proxy: String?

    @Flag(help: "Say no word while it works, only the result.")
    var quiet = false

    func validate() throws {
        guard CheckedServer(server) != nil else {
            throw ValidationError(
                "'\(server)' is no server: write https://NAME or https://NAME:PORT")
        }
        guard (0.5...60).contains(timeout) else {
            throw ValidationError("--timeout takes 0.5 to 60 seconds")
        }
        if let proxy, proxy != "none", ProxyServer(proxy) == nil {
            throw ValidationError("'\(proxy)' is no proxy: write http://NAME:PORT")
        }
    }

    func run() async throws {
        guard let server = CheckedServer(server) else { throw ExitCode.validationFailure }
        let network: CheckNetwork
        do {
            network = try CheckNetwork(
                authorities: ca, isInsecure: insecure, proxy: chosenProxy(for: server),
                limit: .seconds(timeout))
        } catch {
            throw StartFailure("\(ca ?? "the certificates") cannot be read: \(error)")
        }
        let words = CheckWords(isQuiet: quiet, isJSON: json)
        words.begin(server)
        var run = CheckRun(server: server, network: network, words: words)
        let outcome = await run.run()
        words.end(outcome)
        guard outcome.hasMedia else { throw ExitCode.failure }
    }

    private func chosenProxy(for server: CheckedServer) -> ProxyServer? {
        if let proxy { return proxy == "none" ? nil : ProxyServer(proxy) }
        let environment = ProcessInfo.processInfo.environment
        let excluded = (environment["NO_PROXY"] ?? environment["no_proxy"] ?? "").split(
            separator: ",")
        guard !excluded.contains(where: { $0 == "*" || server.host.hasSuffix($0) }) else {
            return nil
        }
        let named = server.isSecure ? ["HTTPS_PROXY", "https_proxy"] : ["http_proxy"]
        return named.lazy.compactMap { environment[$0] }.first.flatMap(ProxyServer.init)
    }
}
