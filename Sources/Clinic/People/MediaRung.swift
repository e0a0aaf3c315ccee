/// One of the ways that media can take through a firewall, the best first.
package enum MediaRung: String, Hashable, Sendable, Codable, CaseIterable {
    /// Straight to the media port.
    case udp
    /// ICE over TCP (RFC 6544), in the clear.
    case iceTCP = "ice-tcp"
    case turnUDP = "turn-udp"
    /// TURN over TCP in the clear.
    case turnTCP = "turn-tcp"
    /// TURN over TLS: on the wire like the page itself.
    case turnTLS = "turn-tls"
}
