/// How the server ends a connection.
package struct ConnectionClosure: Hashable, Sendable {
    /// A WebSocket close code (RFC 6455 §7.4).
    package let code: UInt16
    /// At most 123 bytes of ASCII; the `code` of the fatal error before it, if there was one.
    package let reason: String

    /// After `leave` and the end of the call.
    package static let normal = ConnectionClosure(code: 1000, reason: "")

    /// Behind a fatal error.
    package init(_ error: ErrorCode) {
        code =
            switch error {
            case .callEnded: 1000
            case .serverRestarting: 1001
            case .tooLarge: 1009
            case .tokenExpired: 4001
            case .replaced: 4002
            case .tooSlow, .idle: 4003
            case .unknownSession, .outOfStep: 4004
            default: 1008
            }
        reason = error.rawValue
    }

    /// Another transport of the same session has taken its place.
    package static let moved = ConnectionClosure(code: 4004, reason: "moved")

    private init(code: UInt16, reason: String) {
        self.code = code
        self.reason = reason
    }
}
