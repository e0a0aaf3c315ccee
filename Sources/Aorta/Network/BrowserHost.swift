import Wire

/// The server's name in the address that a browser used: what came in `Host` (RFC 9110 §7.2),
/// without its port.
struct BrowserHost: Sendable, Equatable {
    /// A DNS name or an IPv4 address, or an IPv6 address without brackets.
    let name: String

    private static let lengthLimit = 253  // RFC 1035 §2.3.4, in text

    /// - Parameter text: anything; `nil` comes of what is no host.
    init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= Self.lengthLimit + 6 else { return nil }
        if bytes.first == UInt8(ascii: "[") || text.filter({ $0 == ":" }).count > 1 {
            guard let address = SocketAddress(text, defaultPort: 0) else { return nil }
            name = address.host
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, Self.isName(host),
            parts.count == 1 || UInt16(parts[1]) != nil
        else { return nil }
        name = String(host)
    }

    /// As a URL writes it: IPv6 in brackets.
    var urlHost: String { name.contains(":") ? "[\(name)]" : name }

    /// Letters, digits and hyphens between dots (RFC 1123 §2.1); underscores are seen, too.
    private static func isName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= lengthLimit else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.utf8.first != UInt8(ascii: "-")
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
    }
}
