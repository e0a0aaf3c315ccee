import Wire

/// RFC 4648 §4, as much of it as nonces and minted passwords need.
enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// By character; 255 where it is no digit.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    /// Appends the lowest `6 * count` bits of `number`, the highest digit first.
    static func append(_ number: UInt64, digits count: Int, to text: inout [UInt8]) {
        for digit in stride(from: count - 1, through: 0, by: -1) {
            text.append(digits[Int(number >> UInt64(6 * digit) & 63)])
        }
    }

    /// Reads what ``append(_:digits:to:)`` wrote; `nil` at the first other character.
    static func number(in text: RawSpan, at offset: Int, digits count: Int) -> UInt64? {
        var number: UInt64 = 0
        for place in offset..<(offset + count) {
            guard let digit = text.uint8(at: place), values[Int(digit)] < 64 else { return nil }
            number = number << 6 | UInt64(values[Int(digit)])
        }
        return number
    }

    /// The whole encoding, padded with `=`.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let missing = 3 - group.count
            let number = group.reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * missing)
            append(number >> UInt64(6 * missing), digits: 4 - missing, to: &text)
            text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: missing))
        }
        return text
    }
}
