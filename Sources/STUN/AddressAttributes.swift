import Wire

/// XOR-MAPPED-ADDRESS: family, port and address, hidden from address-rewriting middleboxes by
/// XOR with the magic cookie and the transaction ID (RFC 8489 §14.2).
///
///     0x00 | family (1: IPv4, 2: IPv6) | 2 bytes of port | 4 or 16 bytes of address
extension STUNMessage {
    /// The address in XOR-MAPPED-ADDRESS; `nil` where there is none or it is malformed.
    ///
    /// - Parameter datagram: the bytes this message was decoded from.
    package func xorMappedAddress(in datagram: RawSpan) -> SocketAddress? {
        guard let attribute = first(.xorMappedAddress),
            let family = datagram.uint8(at: attribute.value.lowerBound + 1),
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
        let port = address.port ^ UInt16(STUNMessage.magicCookie >> 16)
        if let ipv4 = address.ipv4 {
            beginAttribute(.xorMappedAddress, length: 8)
            bytes.write(UInt16(1))
            bytes.write(port)
            bytes.write(ipv4 ^ STUNMessage.magicCookie)
        } else {
            beginAttribute(.xorMappedAddress, length: 20)
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
