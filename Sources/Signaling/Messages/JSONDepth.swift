/// How deep a JSON text nests, without parsing it: Foundation's parser recurses.
enum JSONDepth {
    /// Whether no array or object of `text` is nested deeper than `limit`.
    ///
    /// Brackets inside of strings do not count. What isn't JSON gets some answer, and the parser
    /// after it decides.
    static func isAtMost(_ limit: Int, in text: [UInt8]) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in text {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
            default:
                break
            }
        }
        return true
    }
}
