/// The SRTP master keys of one DTLS connection (RFC 5764 §4.2), as its server sees them.
package struct KeyingMaterial: Equatable, Sendable {
    package let profile: SRTPProfile
    /// Protects what the browser sends (`client_write_SRTP_master_key`).
    package let remoteKey: [UInt8]
    package let remoteSalt: [UInt8]
    /// Protects what we send (`server_write_SRTP_master_key`).
    package let localKey: [UInt8]
    package let localSalt: [UInt8]

    /// Bytes that both ends export of the handshake.
    package static func exportedLength(of profile: SRTPProfile) -> Int {
        2 * (SRTPProfile.keyLength + profile.saltLength)
    }

    /// - Parameter exported: client key, server key, client salt, server salt (RFC 5764 §4.2).
    package init(profile: SRTPProfile, exported: [UInt8]) {
        precondition(exported.count == Self.exportedLength(of: profile))
        let key = SRTPProfile.keyLength
        let salt = profile.saltLength
        self.profile = profile
        remoteKey = Array(exported[..<key])
        localKey = Array(exported[key..<(2 * key)])
        remoteSalt = Array(exported[(2 * key)..<(2 * key + salt)])
        localSalt = Array(exported[(2 * key + salt)...])
    }
}

extension KeyingMaterial: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without the keys: this may reach a log.
    package var description: String { "KeyingMaterial(\(profile))" }
    package var debugDescription: String { description }
}
