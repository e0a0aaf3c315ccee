import STUN

extension STUNMessageWriter {
    /// Writes ADDRESS-ERROR-CODE: why there is no relayed address of `family` (RFC 8656 §18.12).
    ///
    ///     family | 13 bits of zero, 3 of the code's hundreds | rest of the code | reason
    mutating func writeAddressErrorCode(_ family: RelayFamily, _ code: Int, reason: String) {
        precondition((300...699).contains(code))
        write(
            .addressErrorCode,
            [family.rawValue, 0, UInt8(code / 100), UInt8(code % 100)] + Array(reason.utf8))
    }
}
