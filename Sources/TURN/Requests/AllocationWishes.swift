import STUN
import Wire

/// What an Allocate request asks for, checked in the order of RFC 8656 §7.2.
struct AllocationWishes {
    /// `nil` where the client leaves it open.
    let family: RelayFamily?
    /// Whether an IPv6 address is wished for beside one of IPv4.
    let addsIPv6: Bool
    let portKind: RelayPortKind
    let reservationToken: UInt64?
    /// In seconds.
    let lifetime: UInt32?

    private static let udp: UInt8 = 17

    init(_ request: TURNRequest) throws(TURNRejection) {
        guard let transport = try request.byte(.requestedTransport, length: 4)
        else { throw TURNRejection(.badRequest, "Transport missing") }
        guard transport == Self.udp
        else { throw TURNRejection(.unsupportedTransport, "Only UDP is relayed") }

        let additional = try request.family(.additionalAddressFamily)
        reservationToken = try request.uint64(.reservationToken)
        if reservationToken != nil {
            guard !request.has(.evenPort), !request.has(.requestedAddressFamily),
                additional == nil
            else { throw TURNRejection(.badRequest, "Token and port wishes") }
        }
        family = try request.family(.requestedAddressFamily)
        guard additional == nil || family == nil
        else { throw TURNRejection(.badRequest, "Two families asked for") }
        guard additional != .ipv4
        else { throw TURNRejection(.badRequest, "Additional family is IPv6") }
        addsIPv6 = additional == .ipv6

        switch try request.byte(.evenPort, length: 1) {
        case nil: portKind = .any
        case .some(let flags) where flags & 0x80 == 0: portKind = .even
        default:
            guard !addsIPv6 else { throw TURNRejection(.badRequest, "No pair of both families") }
            portKind = .pair
        }
        lifetime = try request.uint32(.lifetime)
    }
}
