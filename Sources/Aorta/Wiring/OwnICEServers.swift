import Clinic
import Signaling
import TURN

/// Our own TURN server as a browser is told of it: its URLs, and credentials made for one label.
///
/// TURN URLs carry the host *name*: a browser behind an HTTP proxy asks the proxy for names, and
/// TLS is checked against it. Few of them, as each costs a browser gathering time.
struct OwnICEServers: Sendable {
    /// Of time-limited credentials.
    let secret: [UInt8]
    /// `server.hostname`; `nil`: whatever the browser calls the server.
    let hostname: String?
    /// For a client that has told no name.
    let address: String
    let ports: Ports

    /// Where TURN is served, as browsers see it.
    struct Ports: Sendable {
        /// The first media port first.
        var udp: [UInt16]
        /// Those of them that media goes to without TURN; see ``ICEServer/isForRelayOnly``.
        var candidates: Set<UInt16>
        /// `nil` where no door serves it.
        var tcp: UInt16?
        var tls: UInt16?
    }

    /// Labels that begin so get relays whose only peer is this server's SFU.
    static let virtualLabel = "v."

    private static let udpLimit = 2

    /// All URLs, in one or two servers, good for `lifetime` from `now`.
    ///
    /// - Parameters:
    ///   - label: what names the credentials in a revocation; opaque, without ``virtualLabel``.
    ///   - host: the browser's `Host`, as it came.
    func servers(
        label: String, host: String?, lifetime: Duration, at now: WallTime
    ) -> [ICEServer] {
        guard let name = name(for: host) else { return [] }
        let credential = TimeLimitedCredential.make(
            label: Self.virtualLabel + label, expiresAt: (now + lifetime).milliseconds / 1_000,
            secret: secret)
        let udp = udpPorts
        return [
            (udp.filter { !ports.candidates.contains($0) }, streamURLs(name), false),
            (udp.filter(ports.candidates.contains), [], true),
        ].compactMap { udp, streams, isForRelayOnly in
            let urls = udpURLs(name, udp) + streams
            guard !urls.isEmpty else { return nil }
            return ICEServer(
                urls: urls, username: credential.username, credential: credential.password,
                isForRelayOnly: isForRelayOnly)
        }
    }

    /// - Parameter host: the browser's `Host`, as it came.
    func urls(for host: String?) -> [String] {
        name(for: host).map { udpURLs($0, udpPorts) + streamURLs($0) } ?? []
    }

    /// As a URL writes it.
    private func name(for host: String?) -> String? {
        BrowserHost(hostname ?? host.flatMap(BrowserHost.init)?.name ?? address)?.urlHost
    }

    private var udpPorts: [UInt16] {
        Array(ports.udp.filter(Self.isUsable).prefix(Self.udpLimit))
    }

    private func udpURLs(_ name: String, _ ports: [UInt16]) -> [String] {
        ports.map { "turn:\(name):\($0)?transport=udp" }
    }

    private func streamURLs(_ name: String) -> [String] {
        let tcp = [ports.tcp].compactMap(\.self).filter(Self.isUsable)
        let tls = [ports.tls].compactMap(\.self).filter(Self.isUsable)
        return tcp.map { "turn:\(name):\($0)?transport=tcp" }
            + tls.map { "turns:\(name):\($0)?transport=tcp" }
    }

    /// Chrome opens no other ports of TURN URLs; one that it refuses costs the whole connection.
    private static func isUsable(_ port: UInt16) -> Bool {
        port >= 1_024 || [53, 80, 443].contains(port)
    }
}
