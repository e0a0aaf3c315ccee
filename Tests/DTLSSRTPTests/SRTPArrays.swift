import DTLSSRTP

/// Contexts asked with arrays.
extension SRTPSender {
    func protect(_ packet: [UInt8], headerLength: Int = 12) throws -> [UInt8] {
        var slot = Array(packet[..<headerLength]) + [UInt8](repeating: 0, count: 2048)
        let payload = Array(packet[headerLength...])
        let length = try slot.withUnsafeMutableBytes { slot in
            try payload.withUnsafeBytes { payload in
                try protectRTP(slot, headerLength: headerLength, payload: payload)
            }
        }
        return Array(slot[..<length])
    }

    func protectControl(_ packet: [UInt8]) throws -> [UInt8] {
        var slot = packet + [UInt8](repeating: 0, count: 64)
        let length = try slot.withUnsafeMutableBytes {
            try protectRTCP($0, length: packet.count)
        }
        return Array(slot[..<length])
    }
}

extension SRTPReceiver {
    func unprotect(_ packet: [UInt8], headerLength: Int = 12) throws -> [UInt8] {
        var packet = packet
        let length = try packet.withUnsafeMutableBytes {
            try unprotectRTP($0, headerLength: headerLength)
        }
        return Array(packet[..<length])
    }

    func unprotectControl(_ packet: [UInt8]) throws -> [UInt8] {
        var packet = packet
        let length = try packet.withUnsafeMutableBytes { try unprotectRTCP($0) }
        return Array(packet[..<length])
    }
}

/// One master key, as both ends hold it.
struct MasterKey {
    let profile: SRTPProfile
    let key: [UInt8]
    let salt: [UInt8]

    init(_ profile: SRTPProfile) {
        self.profile = profile
        key = (0..<16).map { UInt8($0 * 11 + 3) }
        salt = (0..<profile.saltLength).map { UInt8($0 * 5 + 90) }
    }

    func sender() -> SRTPSender { SRTPSender(profile: profile, key: key, salt: salt) }
    func receiver() -> SRTPReceiver { SRTPReceiver(profile: profile, key: key, salt: salt) }
}
