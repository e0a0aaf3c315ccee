import Clinic
import HTTPTypes
import Hummingbird
import Signaling

extension FrontContext {
    /// Whose attempts are counted together: a person's, or a stranger's address.
    var holder: String { visitor.map { "person " + $0.person.id.rawValue } ?? origin.source }

    /// No proxy of ours is in front, whose TLS would say nothing of the browser's.
    var isDirect: Bool {
        SourceLimit.source(of: connection.remoteAddress) == origin.source
    }
}

extension Request {
    /// What the browser calls this server, and at which port it has found it.
    func authorityHere(_ context: FrontContext) -> HostAndPort {
        let fallback: UInt16 = context.origin.isSecure ? 443 : 80
        return head.authority.flatMap { HostAndPort($0, defaultPort: fallback) }
            ?? HostAndPort(name: "localhost", port: fallback)
    }
}

extension ReportServices {
    /// The ways to be tried by who asks.
    func ways(for request: Request, context: FrontContext) -> [ConnectionWay] {
        let here = request.authorityHere(context)
        let foreign = context.visitor == nil ? [] : foreignServers.flatMap(\.urls)
        return WaysHere.list(
            candidates: candidates(), relays: relays(request.head.authority) + foreign,
            host: here.host, port: here.port)
    }
}

extension SeenByServer {
    init(_ request: Request, context: FrontContext) {
        let connection = context.connection
        self.init(
            source: context.origin.source, isSecure: context.origin.isSecure,
            proxies: ProxyTraces.found(in: request.headers)
                + (connection.proxyAddress == nil ? [] : ["PROXY"]),
            inspection: ClientHelloComparison.verdict(
                on: context.isDirect ? connection.clientHello : nil,
                software: request.headers[.userAgent] ?? ""))
    }
}

/// What HTTP proxies leave in a request.
enum ProxyTraces {
    private static let limit = 8
    private static let valueLimit = 80
    /// Fields that only proxies write; of the first kind the value names the proxy.
    private static let named: Set = ["via"]
    private static let known: Set = [
        "forwarded", "x-forwarded-for", "x-forwarded-host", "x-proxyuser-ip", "proxy-connection",
        "x-bluecoat-via", "x-iwproxy", "x-imforwards", "x-squid-error", "x-cache", "client-ip",
        "x-zscaler-request-id", "z-forwarded-for", "x-authenticated-user", "x-authenticated-groups",
    ]

    /// Names of fields, and for `Via` what it says.
    static func found(in headers: HTTPFields) -> [String] {
        let traces = headers.compactMap { field -> String? in
            let name = field.name.canonicalName
            if named.contains(name) {
                return "\(field.name.rawName): "
                    + ReportDraft.plain(
                        String(field.value.prefix(valueLimit)))
            }
            return known.contains(name) ? field.name.rawName : nil
        }
        return Array(traces.prefix(limit))
    }
}
