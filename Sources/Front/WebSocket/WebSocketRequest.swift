import NIOCore
import NIOHTTP1

/// A WebSocket handshake that waits for a verdict.
package struct WebSocketRequest: Sendable {
    package let head: HTTPRequestHead
    package let connection: ConnectionOrigin
    /// Whether it came through our own TLS.
    package let isSecure: Bool

    package init(head: HTTPRequestHead, connection: ConnectionOrigin, isSecure: Bool) {
        self.head = head
        self.connection = connection
        self.isSecure = isSecure
    }

    /// The first value of a header field; `nil` when it is absent.
    package func header(_ name: String) -> String? { head.headers.first(name: name) }

    /// What is wrong with the handshake itself (RFC 6455 §4.2.1).
    var handshakeProblem: WebSocketRefusal? {
        guard header("sec-websocket-version") == "13" else {
            return WebSocketRefusal(
                status: 426, code: "websocket_version", text: "WebSocket version 13 is needed.",
                headers: [("sec-websocket-version", "13")])
        }
        guard
            let key = header("sec-websocket-key"), key.utf8.count == 24, key.hasSuffix("==")
        else {
            return WebSocketRefusal(
                status: 400, code: "websocket_key", text: "The handshake's key is not 16 bytes.")
        }
        return nil
    }
}

/// Whether a WebSocket is let in.
package enum WebSocketVerdict: Sendable {
    /// - Parameters:
    ///   - subprotocol: the one of the offered that is spoken; `nil` when none was offered.
    ///   - serve: runs until the connection should close; then the close frame is sent.
    case accept(subprotocol: String?, serve: @Sendable (WebSocketConnection) async -> Void)
    case refuse(WebSocketRefusal)
}

/// The HTTP response in place of a WebSocket.
package struct WebSocketRefusal: Sendable {
    package let status: Int
    package let headers: [(String, String)]
    /// JSON: `{"error":{"code":…,"text":…}}`.
    package let body: String

    /// - Parameters:
    ///   - code: stable, letters and underscores only.
    ///   - text: for a person; must not tell whether anything exists.
    package init(
        status: Int, code: String, text: String, headers: [(String, String)] = []
    ) {
        self.status = status
        self.headers =
            headers + [
                ("content-type", "application/json"), ("cache-control", "no-store"),
                ("x-content-type-options", "nosniff"),
            ]
        body = ErrorBody(code: code, text: text).json
    }
}

extension HTTPRequestHead {
    /// GET with `Connection: upgrade` and `Upgrade: websocket`, in any case and list position.
    var isWebSocketHandshake: Bool {
        method == .GET
            && headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
            && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    }
}
