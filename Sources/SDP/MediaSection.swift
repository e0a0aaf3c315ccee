/// One m-line and the attributes after it (RFC 8866 §5.14).
package struct MediaSection: Equatable, Sendable {
    /// `audio`, `video`, `application` or anything else.
    package let media: String
    package let port: Int
    /// `UDP/TLS/RTP/SAVPF` for all that browsers send us.
    package let transportProtocol: String
    /// Payload types, in the order of preference; for media other than RTP, names.
    package let formats: [String]
    package internal(set) var attributes: [SDPAttribute] = []

    /// - Parameter mediaLine: what follows `m=`: `audio 9 UDP/TLS/RTP/SAVPF 111 63`.
    init(mediaLine: Substring, index: Int) throws(SDPError) {
        let words = mediaLine.split(separator: " ", maxSplits: SessionDescription.Limit.formats + 3)
        guard words.count >= 4, let port = UInt16(words[1].prefix { $0 != "/" })
        else { throw .malformedMediaLine(section: index) }
        guard words.count <= SessionDescription.Limit.formats + 3
        else { throw .tooManyFormats(section: index) }
        media = String(words[0])
        self.port = Int(port)
        transportProtocol = String(words[2])
        formats = words.dropFirst(3).map(String.init)
    }

    package var kind: MediaKind? { MediaKind(rawValue: media) }
    package var mid: String? { attributes.value(of: "mid") }

    /// Sections say nothing when both sides may send.
    package var direction: MediaDirection {
        attributes.lazy.compactMap { MediaDirection(rawValue: $0.name) }.first ?? .sendrecv
    }

    /// Whether the section is closed for good. A bundled section of an offer may have port 0 and
    /// be alive all the same (RFC 8843 §6).
    package var isClosed: Bool { port == 0 && !attributes.has("bundle-only") }

    /// The mid, checked: a token short enough for its header extension (RFC 8285 §4.2).
    func checkedMid(index: Int) throws(SDPError) -> String {
        guard let mid else { throw .noMid(section: index) }
        guard (1...16).contains(mid.utf8.count), mid.utf8.allSatisfy(\.isToken)
        else { throw .malformedMid(section: index) }
        return mid
    }
}

extension UInt8 {
    /// token-char (RFC 8866 §9).
    var isToken: Bool {
        switch self {
        case UInt8(ascii: "!"), 0x23...0x27, 0x2A...0x2B, 0x2D...0x2E, 0x30...0x39, 0x41...0x5A,
            0x5E...0x7E:
            true
        default: false
        }
    }
}
