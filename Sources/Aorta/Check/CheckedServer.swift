import Foundation

/// The server that is asked, out of its URL.
struct CheckedServer: Equatable {
    let host: String
    let port: Int
    let isSecure: Bool

    /// `https://name`, `http://name:8080`, or the bare name for HTTPS.
    init?(_ text: String) {
        let url = text.contains("://") ? text : "https://" + text
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", var host = parts.host, !host.isEmpty
        else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.host = host
        isSecure = scheme == "https"
        port = parts.port ?? (isSecure ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
    }

    /// As the header `Host` says it.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    var url: String { (isSecure ? "https://" : "http://") + authority }
}

/// An HTTP proxy that opens tunnels (RFC 9110 §9.3.6).
struct ProxyServer: Equatable, Sendable {
    let host: String
    let port: Int
    /// The value of `Proxy-Authorization`.
    let authorization: String?

    /// `http://name:3128`, with `user:password@` where it asks for one.
    init?(_ text: String) {
        let url = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: url), parts.scheme?.lowercased() == "http",
            let host = parts.host, !host.isEmpty
        else { return nil }
        self.host = host
        port = parts.port ?? 3128
        let user = parts.user.map { Data("\($0):\(parts.password ?? "")".utf8) }
        authorization = user.map { "Basic " + $0.base64EncodedString() }
    }

    /// What is said to it for a tunnel to `authority`.
    func request(for authority: String) -> String {
        var text = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n"
        if let authorization { text += "Proxy-Authorization: \(authorization)\r\n" }
        return text + "\r\n"
    }
}
