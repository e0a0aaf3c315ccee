import Wire

/// Attributes that hold an address hidden from address-rewriting middleboxes: XOR-MAPPED-ADDRESS
/// (RFC 8489 §14.2), XOR-PEER-ADDRESS and XOR-RELAYED-ADDRESS (RFC 8656 §18.3, §18.5).
///
///     0x00 | family (1: IPv4, 2: IPv6) | 2 bytes of port | 4 or 16 bytes of address
///
/// Port and address are XORed with the magic cookie, and IPv6 with the transaction ID too.
extension STUNMessage {
    /// The address in XOR-MAPPED-ADDRESS; `nil` where there is none or it is malformed.
    ///
    /// - Parameter datagram: the bytes this message was decoded from.
    package func xorMappedAddress(in datagram: RawSpan) -> SocketAddress? {
        first(.xorMappedAddress).flatMap { xorAddress(of: $0, in: datagram) }
    }

    /// The address in `attribute`, which is one of this message's; `nil` where it is malformed.
    ///
    /// - Parameter datagram: the bytes this message was decoded from.
    package func xorAddress(of attribute: Attribute, in datagram: RawSpan) -> SocketAddress? {
        guard let family = datagram.uint8(at: attribute.value.lowerBound + 1),
            let hiddenPort = datagram.uint16(at: attribute.value.lowerBound + 2)
        else { return nil }
        let port = hiddenPort ^ UInt16(Self.magicCookie >> 16)
        let address = attribute.value.lowerBound + 4
        switch (family, attribute.value.count) {
        case (1, 8):
            return datagram.uint32(at: address).map {
                SocketAddress(ipv4: $0 ^ Self.magicCookie, port: port)
            }
        case (2, 20):
            guard let high = datagram.uint64(at: address),
                let low = datagram.uint64(at: address + 8)
            else { return nil }
            return SocketAddress(
                high: high ^ transactionID.addressMask, low: low ^ transactionID.low, port: port)
        default:
            return nil
        }
    }
}

extension STUNMessageWriter {
    /// Writes where the request came from, as the sender's NAT made it look.
    package mutating func writeXORMappedAddress(_ address: SocketAddress) {
        writeXORAddress(.xorMappedAddress, address)
    }

    /// Writes an address hidden by XOR: 12 bytes for IPv4, 24 for IPv6.
    ///
    /// - Parameter type: XOR-MAPPED-ADDRESS, XOR-PEER-ADDRESS or XOR-RELAYED-ADDRESS.
    package mutating func writeXORAddress(_ type: STUNAttributeType, _ address: SocketAddress) {
        let port = address.port ^ UInt16(STUNMessage.magicCookie >> 16)
        if let ipv4 = address.ipv4 {
            beginAttribute(type, length: 8)
            bytes.write(UInt16(1))
            bytes.write(port)
            bytes.write(ipv4 ^ STUNMessage.magicCookie)
        } else {
            beginAttribute(type, length: 20)
            bytes.write(UInt16(2))
            bytes.write(port)
            bytes.write(address.high ^ transactionID.addressMask)
            bytes.write(address.low ^ transactionID.low)
        }
    }
}

extension TransactionID {
    /// The magic cookie and the first four bytes of the transaction ID.
    fileprivate var addressMask: UInt64 { UInt64(STUNMessage.magicCookie) << 32 | UInt64(high) }
}
