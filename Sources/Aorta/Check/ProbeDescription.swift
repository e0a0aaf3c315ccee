import ICE
import Wire

/// The two halves of a session description that ICE needs, without the rest.
struct ProbeDescription: Equatable, Sendable {
    struct Candidate: Equatable, Sendable {
        let isTCP: Bool
        let address: SocketAddress
    }

    let ufrag: String
    let password: String
    let candidates: [Candidate]

    /// - Returns: `nil` where an answer names no credentials.
    init?(answer: String) {
        let lines = answer.split(whereSeparator: \.isNewline)
        let value = { (name: String) in
            lines.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
        }
        guard let ufrag = value("a=ice-ufrag:"), let password = value("a=ice-pwd:")
        else { return nil }
        self.ufrag = ufrag
        self.password = password
        candidates = lines.filter { $0.hasPrefix("a=candidate:") }.compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 7, let port = UInt16(words[5]),
                let address = SocketAddress(
                    words[4].contains(":") ? "[\(words[4])]" : String(words[4]),
                    defaultPort: port)
            else { return nil }
            return Candidate(isTCP: words[2].lowercased() == "tcp", address: address)
        }
    }

    /// One video section that is never sent: only its ICE credentials are used.
    static func offer(_ credentials: ICECredentials) -> String {
        let fingerprint = (0..<32).map { _ in
            let byte = String(UInt8.random(in: .min ... .max), radix: 16, uppercase: true)
            return byte.count == 1 ? "0" + byte : byte
        }
        let lines = [
            "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
            "m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0",
            "a=ice-ufrag:\(credentials.ufrag)", "a=ice-pwd:\(credentials.password)",
            "a=fingerprint:sha-256 " + fingerprint.joined(separator: ":"), "a=setup:actpass",
            "a=mid:0", "a=sendonly", "a=rtcp-mux", "a=rtpmap:96 VP8/90000",
        ]
        return lines.joined(separator: "\r\n") + "\r\n"
    }
}
