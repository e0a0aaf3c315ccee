/// `application/x-www-form-urlencoded` (WHATWG URL §5): forms and query strings.
enum FormBody {
    /// More fields than any form of ours has.
    private static let fieldLimit = 32

    /// Fields by name, the first of each counts; what is not UTF-8 is left out.
    static func fields(of text: some StringProtocol) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&").prefix(fieldLimit) {
            let parts = pair.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard
                let name = parts.first.flatMap({ decoded($0) }), fields[name] == nil,
                let value = decoded(parts.count > 1 ? parts[1] : "")
            else { continue }
            fields[name] = value
        }
        return fields
    }

    /// Percent-encoded, so that it is one value of a query.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(contentsOf: [byte >> 4, byte & 15].map { Self.digits[Int($0)] })
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        guard byte < 0x80 else { return false }
        return character.isLetter || character.isNumber || "-._~/".contains(character)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(value), let low = rest.next().flatMap(value)
                else { return nil }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
