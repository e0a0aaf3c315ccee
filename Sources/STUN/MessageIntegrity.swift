internal import Crypto
import Wire

/// Which integrity attribute a message carries. A response has the same as its request.
package enum MessageIntegrity: Sendable {
    /// MESSAGE-INTEGRITY, HMAC-SHA1, 20 bytes (RFC 8489 §14.5).
    case sha1
    /// MESSAGE-INTEGRITY-SHA256, 16 to 32 bytes (§14.6).
    case sha256

    /// The whole attribute as this side writes it, in bytes.
    package var attributeLength: Int {
        switch self {
        case .sha1: 24
        case .sha256: 36
        }
    }
}

extension STUNMessage {
    /// The strongest integrity attribute there is; it is the one to check (RFC 8489 §9.1.3).
    package var integrity: MessageIntegrity? {
        if first(.messageIntegritySHA256) != nil { return .sha256 }
        return first(.messageIntegrity) == nil ? nil : .sha1
    }

    /// Whether MESSAGE-INTEGRITY is present and was made with `key`.
    ///
    /// - Parameters:
    ///   - datagram: the bytes this message was decoded from.
    ///   - key: the short-term password, as UTF-8, or a ``LongTermKey``.
    package func isIntact(in datagram: RawSpan, key: [UInt8]) -> Bool {
        isIntact(in: datagram, key: key, by: .sha1)
    }

    /// Whether the integrity attribute of that kind is present and was made with `key`.
    ///
    /// MESSAGE-INTEGRITY-SHA256 may be cut to 16 bytes or more, in steps of four.
    ///
    /// - Parameters:
    ///   - datagram: the bytes this message was decoded from.
    ///   - key: the short-term password, as UTF-8, or a ``LongTermKey``.
    package func isIntact(
        in datagram: RawSpan, key: [UInt8], by integrity: MessageIntegrity
    ) -> Bool {
        switch integrity {
        case .sha1:
            guard let mac = first(.messageIntegrity)?.value, mac.count == 20 else { return false }
            let expected = code(HMAC<Insecure.SHA1>.self, before: mac, in: datagram, key)
            return has(expected, in: datagram, at: mac)
        case .sha256:
            guard let mac = first(.messageIntegritySHA256)?.value, (16...32).contains(mac.count),
                mac.count % 4 == 0
            else { return false }
            let expected = code(HMAC<SHA256>.self, before: mac, in: datagram, key)
            return has(expected, in: datagram, at: mac)
        }
    }

    /// - Parameter mac: the place of the code; the sender hashed a header whose length field ended
    ///   there.
    private func code<Hash: HashFunction>(
        _: HMAC<Hash>.Type, before mac: Range<Int>, in datagram: RawSpan, _ key: [UInt8]
    ) -> HMAC<Hash>.MAC {
        let bodyLength = UInt16(clamping: mac.upperBound - Self.headerLength)
        return datagram.extracting(0..<(mac.lowerBound - 4)).withUnsafeBytes {
            HMAC<Hash>.code(of: $0, bodyLength: bodyLength, key: key)
        }
    }

    /// Looks at every byte of `place`, so that the time taken tells nothing.
    private func has<Code: Sequence<UInt8>>(
        _ expected: Code, in datagram: RawSpan, at place: Range<Int>
    ) -> Bool {
        var difference: UInt8 = 0
        for (offset, byte) in zip(place, expected) {
            difference |= byte ^ (datagram.uint8(at: offset) ?? ~byte)
        }
        return difference == 0
    }
}

extension STUNMessageWriter {
    /// Writes MESSAGE-INTEGRITY. Only MESSAGE-INTEGRITY-SHA256 and FINGERPRINT may follow.
    package mutating func writeMessageIntegrity(key: [UInt8]) {
        write(.sha1, key: key)
    }

    /// Writes an integrity attribute over all before it.
    package mutating func write(_ integrity: MessageIntegrity, key: [UInt8]) {
        switch integrity {
        case .sha1: write(HMAC<Insecure.SHA1>.self, as: .messageIntegrity, key: key)
        case .sha256: write(HMAC<SHA256>.self, as: .messageIntegritySHA256, key: key)
        }
    }

    private mutating func write<Hash: HashFunction>(
        _: HMAC<Hash>.Type, as type: STUNAttributeType, key: [UInt8]
    ) {
        let covered = bytes.count
        beginAttribute(type, length: Hash.Digest.byteCount)
        guard !bytes.hasOverflowed else { return }
        let end = bytes.count + Hash.Digest.byteCount
        let code = HMAC<Hash>.code(
            of: UnsafeRawBufferPointer(rebasing: memory[..<covered]),
            bodyLength: UInt16(clamping: end - STUNMessage.headerLength), key: key)
        code.withUnsafeBytes { bytes.write($0) }
    }
}

extension HMAC {
    /// - Parameters:
    ///   - message: header and attributes before the integrity attribute; at least four bytes.
    ///   - bodyLength: hashed in place of the header's length field.
    fileprivate static func code(
        of message: UnsafeRawBufferPointer, bodyLength: UInt16, key: [UInt8]
    ) -> MAC {
        var hmac = HMAC(key: SymmetricKey(data: key))
        hmac.update(data: UnsafeRawBufferPointer(rebasing: message[..<2]))
        withUnsafeBytes(of: bodyLength.bigEndian) { hmac.update(data: $0) }
        hmac.update(data: UnsafeRawBufferPointer(rebasing: message[4...]))
        return hmac.finalize()
    }
}
