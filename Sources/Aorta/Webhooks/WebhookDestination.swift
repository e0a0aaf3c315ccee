import Foundation
import TURN
import Wire

/// Where an event may be sent to. A platform's URL must not make this server ask its own network:
/// names are resolved here, each address is judged, and the one that was judged is connected to.
struct WebhookDestination: Sendable {
    let server: CheckedServer
    /// With the query.
    let path: String

    /// `nil` for what is no http or https URL, or has a user or a fragment in it.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text), parts.scheme != nil, parts.user == nil,
            parts.password == nil, parts.fragment == nil, let server = CheckedServer(text)
        else { return nil }
        self.server = server
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        self.path = path + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    /// The first of `addresses` that events may go to.
    ///
    /// - Parameters:
    ///   - addresses: of the name, as text.
    ///   - allowed: networks of the operator's, which may be private, and where HTTPS is not needed.
    func address(among addresses: [String], allowed: [AddressRange]) -> String? {
        var policy = PeerPolicy()
        policy.allowed = allowed
        return addresses.first { text in
            guard let port = UInt16(exactly: server.port),
                let address = SocketAddress(text, defaultPort: port)
            else { return false }
            let isOurs = allowed.contains { $0.contains(address) }
            return policy.refusal(of: address) == nil && (server.isSecure || isOurs)
        }
    }
}
