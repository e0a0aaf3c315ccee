import Wire

/// ERROR-CODE and UNKNOWN-ATTRIBUTES: what a refusal says (RFC 8489 §14.8, §14.9).
extension STUNMessage {
    /// The number in ERROR-CODE, 300…699; `nil` where there is none or it is malformed.
    ///
    /// - Parameter datagram: the bytes this message was decoded from.
    package func errorCode(in datagram: RawSpan) -> Int? {
        guard let value = first(.errorCode)?.value, value.count >= 4,
            let hundreds = datagram.uint8(at: value.lowerBound + 2).map({ Int($0 & 7) }),
            let rest = datagram.uint8(at: value.lowerBound + 3).map({ Int($0) }),
            (3...6).contains(hundreds), rest < 100
        else { return nil }
        return hundreds * 100 + rest
    }

    /// The reason phrase in ERROR-CODE; empty where there is none.
    ///
    /// - Parameter datagram: the bytes this message was decoded from.
    package func errorReason(in datagram: RawSpan) -> String {
        guard let value = first(.errorCode)?.value, value.count > 4 else { return "" }
        return String(
            decoding: datagram.copy((value.lowerBound + 4)..<value.upperBound), as: UTF8.self)
    }

    /// The types of the attributes that a server which knows only `known` has to refuse, without
    /// repetition (§6.3.1).
    package func unknownAttributes(
        knowing known: (STUNAttributeType) -> Bool
    ) -> [STUNAttributeType] {
        var unknown: [STUNAttributeType] = []
        for attribute in attributes {
            guard attribute.type.isComprehensionRequired, !known(attribute.type) else { continue }
            if !unknown.contains(attribute.type) { unknown.append(attribute.type) }
        }
        return unknown
    }
}

extension STUNMessageWriter {
    /// Writes ERROR-CODE.
    ///
    /// - Parameters:
    ///   - code: 300…699.
    ///   - reason: a short phrase for whoever reads the other side's log; empty where bytes count.
    package mutating func writeErrorCode(_ code: Int, reason: String) {
        precondition((300...699).contains(code))
        let length = 4 + reason.utf8.count
        beginAttribute(.errorCode, length: length)
        bytes.write(UInt16(0))
        bytes.write(UInt8(code / 100))
        bytes.write(UInt8(code % 100))
        for byte in reason.utf8 { bytes.write(byte) }
        bytes.write(zeros: length.roundedUpToMultipleOf4 - length)
    }

    /// Writes UNKNOWN-ATTRIBUTES, which belongs to error 420.
    package mutating func writeUnknownAttributes(_ types: [STUNAttributeType]) {
        let length = 2 * types.count
        beginAttribute(.unknownAttributes, length: length)
        for type in types { bytes.write(type.rawValue) }
        bytes.write(zeros: length.roundedUpToMultipleOf4 - length)
    }
}
