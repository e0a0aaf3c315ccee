import Clinic

/// The ways to this server, put together from what browsers are given.
enum WaysHere {
    /// More than any server has; an answer stays small.
    static let limit = 16

    /// - Parameters:
    ///   - relays: URLs of TURN servers.
    ///   - host: what the browser calls this server, without a port.
    ///   - port: where it has found the page.
    static func list(
        candidates: [MediaCandidate], relays: [String], host: String, port: UInt16
    ) -> [ConnectionWay] {
        var seen: Set<String> = []
        let addresses = candidates.map(\.address).filter { seen.insert($0).inserted }
        let direct = candidates.map { candidate in
            ConnectionWay(
                kind: candidate.isTCP ? .iceTCP : .udp, host: host,
                addresses: candidates.filter {
                    $0.isTCP == candidate.isTCP && $0.port == candidate.port
                }.map(\.address), port: candidate.port)
        }
        let relayed = relays.compactMap(TURNAddress.init).map { turn in
            ConnectionWay(
                kind: turn.kind, host: turn.host, addresses: turn.host == host ? addresses : [],
                port: turn.port, isForeign: turn.host != host)
        }
        let signaling = [ConnectionWay.Kind.webSocket, .longPoll].map { kind in
            ConnectionWay(kind: kind, host: host, addresses: addresses, port: port)
        }
        var known: Set<String> = []
        let order = ConnectionWay.Kind.allCases
        let all = (direct + relayed + signaling).filter { known.insert($0.id).inserted }
        return Array(order.flatMap { kind in all.filter { $0.kind == kind } }.prefix(limit))
    }
}

/// What a `turn:` URL leads to (RFC 7065 §3.1).
struct TURNAddress: Equatable {
    let kind: ConnectionWay.Kind
    /// Without the brackets of an IPv6 address.
    let host: String
    let port: UInt16

    /// - Returns: `nil` for `stun:` URLs and anything malformed.
    init?(_ url: String) {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let colon = parts[0].firstIndex(of: ":") else { return nil }
        let scheme = parts[0][..<colon].lowercased()
        guard scheme == "turn" || scheme == "turns" else { return nil }
        let isUDP = scheme == "turn" && !(parts.count > 1 && parts[1] == "transport=tcp")
        kind = scheme == "turns" ? .turnTLS : isUDP ? .turnUDP : .turnTCP
        let fallback: UInt16 = scheme == "turns" ? 5349 : 3478
        guard
            let authority = HostAndPort(
                parts[0][parts[0].index(after: colon)...], defaultPort: fallback)
        else { return nil }
        host = authority.host
        port = authority.port
    }
}

/// `name:443`, `192.0.2.1`, `[2001:db8::1]:443`.
struct HostAndPort: Equatable {
    /// Without brackets.
    let host: String
    let port: UInt16

    private static let limit = 255

    init(name: String, port: UInt16) {
        host = name
        self.port = port
    }

    init?(_ text: some StringProtocol, defaultPort: UInt16) {
        guard text.utf8.count <= Self.limit else { return nil }
        let host: Substring
        let rest: Substring
        let text = Substring(text)
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<close]
            rest = text[text.index(after: close)...]
        } else {
            let colon = text.lastIndex(of: ":") ?? text.endIndex
            host = text[..<colon]
            rest = text[colon...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isPlain) else { return nil }
        if rest.isEmpty {
            port = defaultPort
        } else {
            guard rest.hasPrefix(":"), let number = UInt16(rest.dropFirst()), number > 0
            else { return nil }
            port = number
        }
        self.host = String(host)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
        default: false
        }
    }
}
