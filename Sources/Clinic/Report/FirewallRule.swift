/// What a hospital's IT is asked to let pass, outgoing, so that one way works.
package struct FirewallRule: Hashable, Sendable, Codable {
    /// The protocol that the firewall sees.
    package enum Transport: String, Hashable, Sendable, Codable {
        case udp = "UDP"
        case tcp = "TCP"
    }

    package let host: String
    package let addresses: [String]
    package let port: UInt16
    package let transport: Transport
    /// To be exempt from TLS inspection and from filters that know applications.
    package let mustEscapeInspection: Bool
    /// HTTP proxies on the way must let the upgrade to WebSocket pass.
    package let carriesWebSocket: Bool
}
