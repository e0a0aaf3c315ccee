import STUN
import Wire

/// A request of a known user, with the bytes that its attributes are read from.
///
/// Valid as long as the datagram.
struct TURNRequest {
    let message: STUNMessage
    let datagram: UnsafeRawBufferPointer
    let client: NetworkPath
    let user: AuthenticatedUser
    let now: MonotonicTime

    var transactionID: TransactionID { message.transactionID }

    func has(_ type: STUNAttributeType) -> Bool { message.first(type) != nil }

    /// The first byte of an attribute; `nil` where there is none.
    ///
    /// - Parameter length: what the attribute has to have, in bytes.
    func byte(_ type: STUNAttributeType, length: Int) throws(TURNRejection) -> UInt8? {
        guard let value = try place(type, length: length) else { return nil }
        return datagram[value.lowerBound]
    }

    func uint32(_ type: STUNAttributeType) throws(TURNRejection) -> UInt32? {
        guard let value = try place(type, length: 4) else { return nil }
        return datagram.bytes.uint32(at: value.lowerBound)
    }

    func uint64(_ type: STUNAttributeType) throws(TURNRejection) -> UInt64? {
        guard let value = try place(type, length: 8) else { return nil }
        return datagram.bytes.uint64(at: value.lowerBound)
    }

    private func place(
        _ type: STUNAttributeType, length: Int
    ) throws(TURNRejection) -> Range<Int>? {
        guard let attribute = message.first(type) else { return nil }
        guard attribute.value.count == length
        else { throw TURNRejection(.badRequest, "Malformed attribute") }
        return attribute.value
    }

    /// REQUESTED-ADDRESS-FAMILY or ADDITIONAL-ADDRESS-FAMILY (§18.9, §18.11).
    func family(_ type: STUNAttributeType) throws(TURNRejection) -> RelayFamily? {
        guard let number = try byte(type, length: 4) else { return nil }
        guard let family = RelayFamily(rawValue: number)
        else { throw TURNRejection(.addressFamilyNotSupported, "No such address family") }
        return family
    }

    /// All XOR-PEER-ADDRESS attributes; at least one.
    func peers() throws(TURNRejection) -> [SocketAddress] {
        var peers: [SocketAddress] = []
        for attribute in message.attributes where attribute.type == .xorPeerAddress {
            guard let peer = message.xorAddress(of: attribute, in: datagram.bytes)
            else { throw TURNRejection(.badRequest, "Malformed peer address") }
            // An IPv4 peer has to come as such: who writes ::ffff:a.b.c.d wants to get past rules.
            guard attribute.value.count == 8 || !peer.isIPv4
            else { throw TURNRejection(.forbidden, "IPv4 inside IPv6") }
            peers.append(peer)
        }
        guard !peers.isEmpty else { throw TURNRejection(.badRequest, "Peer address missing") }
        return peers
    }
}
