import TURN
import Wire

/// How the texts of settings become values.
extension ConfigurationKey {
    static let socket = "an address and a port, as 0.0.0.0:8443 or [::]:8443"
    static let path = "a path"
    static let text = "a text that is not empty"
    static let port = "a port from 1 to 65535"

    @Sendable static func listener(_ text: String) -> SocketAddress? {
        SocketAddress(text)
    }

    /// An IP address; its port is 0.
    @Sendable static func address(_ text: String) -> SocketAddress? {
        SocketAddress(text, defaultPort: 0)?.withPort(0)
    }

    @Sendable static func portNumber(_ text: String) -> UInt16? {
        UInt16(text).flatMap { $0 > 0 ? $0 : nil }
    }

    @Sendable static func nonempty(_ text: String) -> String? {
        text.isEmpty ? nil : text
    }

    @Sendable static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }

    static func number(_ range: ClosedRange<Int>) -> @Sendable (String) -> Int? {
        { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// The text of an address or of a network in CIDR form.
    @Sendable static func addressRange(_ text: String) -> String? {
        AddressRange(text) == nil ? nil : text
    }

    /// A DNS name (RFC 1123 §2.1) or an IP address, without a port.
    @Sendable static func hostname(_ text: String) -> String? {
        BrowserHost(text).map(\.name).flatMap { $0 == text ? text : nil }
    }

    @Sendable static func origin(_ text: String) -> String? {
        let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
        guard let scheme else { return nil }
        let host = text.dropFirst(scheme.count)
        return host.isEmpty || host.contains("/") ? nil : text
    }
}
