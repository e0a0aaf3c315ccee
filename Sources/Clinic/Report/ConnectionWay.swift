/// One way from a browser to this server, to be tried by itself: a kind and where it leads.
package struct ConnectionWay: Hashable, Sendable, Codable {
    /// How bytes travel, in the order in which browsers prefer them.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Media straight to the server by UDP.
        case udp
        /// Media straight to the server, framed in a TCP connection (RFC 6544).
        case iceTCP = "ice-tcp"
        case turnUDP = "turn-udp"
        case turnTCP = "turn-tcp"
        case turnTLS = "turn-tls"
        /// Signaling as it should be.
        case webSocket = "websocket"
        /// Signaling where WebSockets do not pass: requests whose answer is held back.
        case longPoll = "long-poll"
    }

    package let kind: Kind
    /// What the client asks for: a name, or an address where the server has no name.
    package let host: String
    /// The server's addresses as it knows them, for firewalls that take no names.
    package let addresses: [String]
    package let port: UInt16
    /// Leads to another server that relays for this one.
    package let isForeign: Bool

    package init(
        kind: Kind, host: String, addresses: [String], port: UInt16, isForeign: Bool = false
    ) {
        self.kind = kind
        self.host = host
        self.addresses = addresses
        self.port = port
        self.isForeign = isForeign
    }

    /// Names the way: `turn-tls-443`, or with another server's name `turn-tls-443-turn.example`.
    package var id: String { "\(kind.rawValue)-\(port)" + (isForeign ? "-" + host : "") }

    /// What must be open for it.
    package var rule: FirewallRule {
        FirewallRule(
            host: host, addresses: addresses, port: port, transport: kind.transport,
            mustEscapeInspection: kind.isBrokenByInspection, carriesWebSocket: kind == .webSocket)
    }
}

extension ConnectionWay.Kind {
    /// Whether a call can be seen and heard over it; the others carry its signaling.
    package var carriesMedia: Bool {
        switch self {
        case .udp, .iceTCP, .turnUDP, .turnTCP, .turnTLS: true
        case .webSocket, .longPoll: false
        }
    }

    package var transport: FirewallRule.Transport {
        switch self {
        case .udp, .turnUDP: .udp
        case .iceTCP, .turnTCP, .turnTLS, .webSocket, .longPoll: .tcp
        }
    }

    /// A proxy that opens TLS finds something other than HTTP and drops it.
    fileprivate var isBrokenByInspection: Bool {
        switch self {
        case .turnTLS, .iceTCP, .turnTCP, .webSocket: true
        case .udp, .turnUDP, .longPoll: false
        }
    }
}
