/// What an attribute holds (RFC 8489 §18.3; ICE's are of RFC 8445 §20.1, TURN's of RFC 8656 §18).
package struct STUNAttributeType: Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let mappedAddress = Self(rawValue: 0x0001)
    package static let username = Self(rawValue: 0x0006)
    package static let messageIntegrity = Self(rawValue: 0x0008)
    package static let errorCode = Self(rawValue: 0x0009)
    package static let unknownAttributes = Self(rawValue: 0x000A)
    package static let realm = Self(rawValue: 0x0014)
    package static let nonce = Self(rawValue: 0x0015)
    package static let messageIntegritySHA256 = Self(rawValue: 0x001C)
    package static let passwordAlgorithm = Self(rawValue: 0x001D)
    package static let userhash = Self(rawValue: 0x001E)
    package static let xorMappedAddress = Self(rawValue: 0x0020)
    package static let priority = Self(rawValue: 0x0024)
    package static let useCandidate = Self(rawValue: 0x0025)
    package static let passwordAlgorithms = Self(rawValue: 0x8002)
    package static let software = Self(rawValue: 0x8022)
    package static let alternateServer = Self(rawValue: 0x8023)
    package static let fingerprint = Self(rawValue: 0x8028)
    package static let iceControlled = Self(rawValue: 0x8029)
    package static let iceControlling = Self(rawValue: 0x802A)

    // TURN's, RFC 8656 §18.
    package static let channelNumber = Self(rawValue: 0x000C)
    package static let lifetime = Self(rawValue: 0x000D)
    package static let xorPeerAddress = Self(rawValue: 0x0012)
    package static let data = Self(rawValue: 0x0013)
    package static let xorRelayedAddress = Self(rawValue: 0x0016)
    package static let requestedAddressFamily = Self(rawValue: 0x0017)
    package static let evenPort = Self(rawValue: 0x0018)
    package static let requestedTransport = Self(rawValue: 0x0019)
    package static let dontFragment = Self(rawValue: 0x001A)
    package static let reservationToken = Self(rawValue: 0x0022)
    package static let additionalAddressFamily = Self(rawValue: 0x8000)
    package static let addressErrorCode = Self(rawValue: 0x8001)
    package static let icmp = Self(rawValue: 0x8004)

    /// Whether a receiver that does not know the attribute must refuse the request (§14).
    package var isComprehensionRequired: Bool { rawValue < 0x8000 }
}
