import Wire

/// One STUN message, decoded from a datagram (RFC 8489 §5).
///
/// Holds the *places* of attribute values, not copies of them: read a value from the same
/// datagram when it is needed. Decoding allocates once, for the attribute list.
package struct STUNMessage: Equatable, Sendable {
    package let messageClass: STUNClass
    package let method: STUNMethod
    package let transactionID: TransactionID
    /// In wire order, but only what an integrity attribute can vouch for, and FINGERPRINT.
    package let attributes: [Attribute]

    /// One attribute's type and where its value is.
    package struct Attribute: Equatable, Sendable {
        package let type: STUNAttributeType
        /// Offsets of the value in the datagram, padding left out.
        package let value: Range<Int>
    }

    static let headerLength = 20
    static let magicCookie: UInt32 = 0x2112_A442
    /// More than any agent sends; keeps the list short for senders who are still strangers.
    static let attributeLimit = 64

    /// Decodes the whole payload of one UDP datagram.
    ///
    /// Checks shape only. Whether the sender knows the password is a separate question:
    /// ``isIntact(in:key:)``.
    ///
    /// - Throws: ``STUNDecodeError``, naming the first rule broken. Hostile input never traps.
    package init(decoding datagram: RawSpan) throws(STUNDecodeError) {
        guard datagram.byteCount >= Self.headerLength else { throw .truncatedHeader }
        guard datagram.uint32(at: 4) == Self.magicCookie else { throw .wrongMagicCookie }
        guard
            let type = datagram.uint16(at: 0), type < 0x4000,
            let bodyLength = datagram.uint16(at: 2), bodyLength % 4 == 0,
            Int(bodyLength) == datagram.byteCount - Self.headerLength
        else { throw .wrongLength }

        messageClass = STUNClass(type: type)
        method = STUNMethod(type: type)
        transactionID = TransactionID(reading: datagram, at: 8)

        var attributes: [Attribute] = []
        var seal: STUNAttributeType?
        var offset = Self.headerLength
        while offset < datagram.byteCount {
            guard attributes.last?.type != .fingerprint else { throw .attributeAfterFingerprint }
            guard attributes.count < Self.attributeLimit else { throw .tooManyAttributes }
            let attribute = try Attribute(decoding: datagram, at: offset)
            if attribute.type.mayFollow(seal) { attributes.append(attribute) }
            seal = attribute.type.seal ?? seal
            offset = attribute.value.upperBound.roundedUpToMultipleOf4
        }
        self.attributes = attributes
    }

    /// The first attribute of `type`; later ones of the same type are to be ignored (§14).
    package func first(_ type: STUNAttributeType) -> Attribute? {
        attributes.first { $0.type == type }
    }
}

extension STUNMessage.Attribute {
    /// Reads the type-length header at `offset` (RFC 8489 §14).
    fileprivate init(decoding datagram: RawSpan, at offset: Int) throws(STUNDecodeError) {
        guard let type = datagram.uint16(at: offset), let length = datagram.uint16(at: offset + 2)
        else { throw .truncatedAttribute }
        let value = (offset + 4)..<(offset + 4 + Int(length))
        guard value.upperBound.roundedUpToMultipleOf4 <= datagram.byteCount
        else { throw .truncatedAttribute }
        self.type = STUNAttributeType(rawValue: type)
        self.value = value
    }
}

extension STUNAttributeType {
    /// Whether what stands behind the integrity attribute `seal` is to be looked at: anyone could
    /// have appended it (§14.5, §14.6).
    fileprivate func mayFollow(_ seal: STUNAttributeType?) -> Bool {
        switch seal {
        case nil: true
        case .messageIntegrity: self == .messageIntegritySHA256 || self == .fingerprint
        default: self == .fingerprint
        }
    }

    fileprivate var seal: STUNAttributeType? {
        self == .messageIntegrity || self == .messageIntegritySHA256 ? self : nil
    }
}

extension Int {
    var roundedUpToMultipleOf4: Int { (self + 3) & ~3 }
}
