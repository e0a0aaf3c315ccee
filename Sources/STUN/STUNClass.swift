/// The class bits of a message type (RFC 8489 §5).
package enum STUNClass: UInt16, Equatable, Sendable {
    case request = 0x000
    case indication = 0x010
    case success = 0x100
    case error = 0x110

    /// The bits C1 and C0; the other fourteen are the method's.
    static let mask: UInt16 = 0x110

    init(type: UInt16) {
        switch type & Self.mask {
        case Self.request.rawValue: self = .request
        case Self.indication.rawValue: self = .indication
        case Self.success.rawValue: self = .success
        default: self = .error
        }
    }
}
