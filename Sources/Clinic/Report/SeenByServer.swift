/// What the server saw of a client: it tells of what stands between.
package struct SeenByServer: Hashable, Sendable, Codable, PersonalData {
    /// The address it came from, of IPv6 its /64, without a port; proxies of ours seen through.
    package let source: String
    package let isSecure: Bool
    /// What proxies told of themselves: header fields by name, `PROXY` for the PROXY protocol.
    package let proxies: [String]
    package let inspection: InspectionVerdict

    package init(
        source: String, isSecure: Bool, proxies: [String], inspection: InspectionVerdict
    ) {
        self.source = source
        self.isSecure = isSecure
        self.proxies = proxies
        self.inspection = inspection
    }

    package var redacted: String { "SeenByServer" }
}

/// Whether something between opened the TLS connection.
package enum InspectionVerdict: Hashable, Sendable, Codable {
    /// The ClientHello is one that this browser sends.
    case none
    /// Another program's ClientHello came with this browser's name; what does not fit.
    case likely(reasons: [String])
    /// No browser that is known here, or no TLS.
    case unknown
}
