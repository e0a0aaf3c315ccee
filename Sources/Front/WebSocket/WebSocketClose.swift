/// Why a WebSocket is closed (RFC 6455 §7.4.1). The code goes over the wire.
package struct WebSocketClose: Hashable, Sendable {
    package let code: UInt16

    /// - Parameter code: 1000…1011 as the RFC has them, 4000…4999 as the signaling protocol has.
    package init(code: UInt16) {
        self.code = code
    }

    package static let normal = Self(code: 1000)
    /// The server stops, or the other side has not been heard of for too long.
    package static let goingAway = Self(code: 1001)
    package static let protocolError = Self(code: 1002)
    package static let unsupportedData = Self(code: 1003)
    package static let invalidText = Self(code: 1007)
    /// A refusal by policy, as of a flood.
    package static let policy = Self(code: 1008)
    package static let tooLarge = Self(code: 1009)
    package static let internalError = Self(code: 1011)
}
