import STUN
import Wire

/// A Binding request that asks whether a path works (RFC 8445 §7.2).
///
/// Reading it finds whom it is for; ``isAuthentic(in:credentials:)`` then tells whether it comes
/// from whom that endpoint gave its password to.
///
///     datagram ─▶ ConnectivityCheck ─▶ localUfrag ─▶ endpoint ─▶ isAuthentic ─▶ ICELiteAgent
package struct ConnectivityCheck: Sendable {
    package let request: STUNMessage
    /// Ours: the part of USERNAME before the colon.
    package let localUfrag: String
    /// The browser's.
    package let remoteUfrag: String

    /// RFC 8839 §5.4 allows an ice-ufrag of 256 characters; browsers use 4.
    static let usernameLimit = 513

    /// Whether the STUN message looks like one: a Binding request with a USERNAME. Others are for a
    /// TURN server.
    package static func mayBe(_ message: RawSpan) -> Bool {
        guard message.uint16(at: 0) == 0x0001 else { return false }
        var attribute = 20
        while let type = message.uint16(at: attribute),
            let length = message.uint16(at: attribute + 2)
        {
            if type == STUNAttributeType.username.rawValue { return true }
            attribute += 4 + (Int(length) + 3) & ~3
        }
        return false
    }

    /// - Throws: ``ConnectivityCheckError``. Answer none of them: a stranger gets nothing.
    package init(parsing datagram: RawSpan) throws(ConnectivityCheckError) {
        let request: STUNMessage
        do { request = try STUNMessage(decoding: datagram) } catch { throw .malformed(error) }
        guard request.messageClass == .request, request.method == .binding
        else { throw .notABindingRequest }
        guard request.hasValidFingerprint(in: datagram) else { throw .wrongFingerprint }
        guard let username = request.first(.username)?.value,
            username.count <= Self.usernameLimit,
            let colon = username.first(where: { datagram.uint8(at: $0) == UInt8(ascii: ":") })
        else { throw .noUsername }
        self.request = request
        localUfrag = datagram.text(username.lowerBound..<colon)
        remoteUfrag = datagram.text((colon + 1)..<username.upperBound)
    }

    /// Whether the sender knows our password.
    ///
    /// - Parameter datagram: the bytes this check was parsed from.
    package func isAuthentic(in datagram: RawSpan, credentials: ICECredentials) -> Bool {
        localUfrag == credentials.ufrag
            && request.isIntact(in: datagram, key: credentials.key)
    }
}

/// Why a datagram is not a connectivity check.
package enum ConnectivityCheckError: Error, Equatable {
    case malformed(STUNDecodeError)
    case notABindingRequest
    case wrongFingerprint
    case noUsername
}

extension RawSpan {
    fileprivate func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
