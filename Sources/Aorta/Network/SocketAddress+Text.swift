import Wire

extension SocketAddress {
    /// The address as a URL writes it: IPv6 in brackets.
    var urlHost: String { isIPv4 ? host : "[\(host)]" }

    /// With its port, for the operator, who wrote it so; `description` masks it.
    var endpoint: String { "\(urlHost):\(port)" }
}
