import STUN

/// Why an authenticated check is answered with an error.
package enum CheckRefusal: Equatable, Sendable {
    /// Both sides believe to be controlled. A lite agent never controls, so the other has to
    /// (RFC 8445 §7.3.1.1); full agents switch roles on this answer.
    case roleConflict
    /// The check demands an attribute that we do not know (RFC 8489 §6.3.1).
    case unknownAttribute(STUNAttributeType)

    /// The error code of the answer.
    package var code: Int {
        switch self {
        case .roleConflict: 487
        case .unknownAttribute: 420
        }
    }

    package var reason: String {
        switch self {
        case .roleConflict: "Role Conflict"
        case .unknownAttribute: "Unknown Attribute"
        }
    }

    private static let known: Set<STUNAttributeType> = [
        .username, .messageIntegrity, .messageIntegritySHA256, .priority, .useCandidate,
        .mappedAddress, .xorMappedAddress,
    ]

    init?(of request: STUNMessage) {
        let unknown = request.attributes.first {
            $0.type.isComprehensionRequired && !Self.known.contains($0.type)
        }
        if let unknown {
            self = .unknownAttribute(unknown.type)
        } else if request.first(.iceControlled) != nil {
            self = .roleConflict
        } else {
            return nil
        }
    }
}
