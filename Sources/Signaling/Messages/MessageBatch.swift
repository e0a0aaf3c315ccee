/// The body of a POST: one message, or an array of them.
package enum MessageBatch {
    /// Messages in one array.
    package static let limit = 32

    /// Takes an array apart without looking into its elements.
    ///
    /// - Parameter text: UTF-8, whole; what is no array is one message, right or wrong.
    /// - Returns: `nil` for an array that does not end, holds anything but objects, or too many.
    package static func split(_ text: [UInt8]) -> [[UInt8]]? {
        let trimmed = text.drop(while: isSpace)
        guard trimmed.first == UInt8(ascii: "[") else { return [text] }
        var messages: [[UInt8]] = []
        var rest = trimmed.dropFirst().drop(while: isSpace)
        if rest.first == UInt8(ascii: "]") { return isBlank(rest.dropFirst()) ? [] : nil }
        while let end = endOfObject(rest) {
            messages.append(Array(rest[..<end]))
            rest = rest[end...].drop(while: isSpace)
            switch rest.first {
            case UInt8(ascii: ",") where messages.count < limit:
                rest = rest.dropFirst().drop(while: isSpace)
            case UInt8(ascii: "]"): return isBlank(rest.dropFirst()) ? messages : nil
            default: return nil
            }
        }
        return nil
    }

    /// Behind the brace that closes the first one.
    private static func endOfObject(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.first == UInt8(ascii: "{") else { return nil }
        var depth = 0
        var isInString = false
        var isEscaped = false
        for (index, byte) in zip(text.indices, text) {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isInString: isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
        }
        return nil
    }

    private static func isBlank(_ text: ArraySlice<UInt8>) -> Bool { text.allSatisfy(isSpace) }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)  // RFC 8259 §2
    }
}
