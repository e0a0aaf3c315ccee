import Clinic
import Signaling
import TURN

/// Our own TURN server as a browser is told of it: its URLs, and credentials made for one label.
///
/// TURN URLs carry the host *name*: a browser behind an HTTP proxy asks the proxy for names, and
/// TLS is checked against it. Four of them at most, as each costs a browser gathering time.
struct OwnICEServers: Sendable {
    /// Of time-limited credentials.
    let secret: [UInt8]
    /// `server.hostname`; `nil`: whatever the browser calls the server.
    let hostname: String?
    /// For a client that has told no name.
    let address: String
    /// The media ports, the first one first.
    let udpPorts: [UInt16]
    /// TCP, as browsers see it; `nil` where no door serves it.
    let tcpPort: UInt16?
    /// TLS.
    let tlsPort: UInt16?

    /// Labels that begin so get relays whose only peer is this server's SFU.
    static let virtualLabel = "v."

    private static let udpLimit = 2

    /// One server with all URLs, good for `lifetime` from `now`.
    ///
    /// - Parameters:
    ///   - label: what names the credentials in a revocation; opaque, without ``virtualLabel``.
    ///   - host: the browser's `Host`, as it came.
    func servers(
        label: String, host: String?, lifetime: Duration, at now: WallTime
    ) -> [ICEServer] {
        let credential = TimeLimitedCredential.make(
            label: Self.virtualLabel + label, expiresAt: (now + lifetime).milliseconds / 1_000,
            secret: secret)
        let urls = urls(for: host)
        guard !urls.isEmpty else { return [] }
        return [
            ICEServer(
                urls: urls, username: credential.username, credential: credential.password)
        ]
    }

    /// - Parameter host: the browser's `Host`, as it came.
    func urls(for host: String?) -> [String] {
        let name = hostname ?? host.flatMap(BrowserHost.init)?.name ?? address
        guard let host = BrowserHost(name)?.urlHost else { return [] }
        let udp = udpPorts.filter(Self.isUsable).prefix(Self.udpLimit)
            .map { "turn:\(host):\($0)?transport=udp" }
        let tcp = [tcpPort].compactMap(\.self).filter(Self.isUsable)
            .map { "turn:\(host):\($0)?transport=tcp" }
        let tls = [tlsPort].compactMap(\.self).filter(Self.isUsable)
            .map { "turns:\(host):\($0)?transport=tcp" }
        return udp + tcp + tls
    }

    /// Chrome opens no other ports of TURN URLs; one that it refuses costs the whole connection.
    private static func isUsable(_ port: UInt16) -> Bool {
        port >= 1_024 || [53, 80, 443].contains(port)
    }
}
