import NIOCore
import NIOPosix
import NIOSSL

/// How connections are opened from here: certificates, proxy, patience.
struct CheckNetwork: Sendable {
    let proxy: ProxyServer?
    /// For one step: connecting, or one answer.
    let limit: Duration
    private let tls: NIOSSLContext
    /// Trusted besides the system's.
    private let authorities: [NIOSSLCertificate]
    /// A server may show one of ``authorities`` itself: self-signed, as a first start makes it.
    var acceptsThemselves = false

    /// - Parameter authorities: PEM file of certificates that are trusted besides the system's.
    /// - Throws: where that cannot be read.
    init(
        authorities: String?, isInsecure: Bool, proxy: ProxyServer?, limit: Duration
    ) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        self.authorities = try authorities.map { try NIOSSLCertificate.fromPEMFile($0) } ?? []
        configuration.additionalTrustRoots = [.certificates(self.authorities)]
        if isInsecure { configuration.certificateVerification = .none }
        tls = try NIOSSLContext(configuration: configuration)
        self.proxy = proxy
        self.limit = limit
    }

    var hasAuthorities: Bool { !authorities.isEmpty }

    /// The handler of one TLS connection to `host`.
    func tlsHandler(for host: String) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let name = isAddress ? nil : host
        guard acceptsThemselves else {
            return try NIOSSLClientHandler(context: tls, serverHostname: name)
        }
        let accepted = authorities
        return try NIOSSLClientHandler(
            context: tls, serverHostname: name,
            customVerificationCallback: { chain, promise in
                let isKnown = chain.first.map(accepted.contains) ?? false
                promise.succeed(isKnown ? .certificateVerified : .failed)
            })
    }
}
