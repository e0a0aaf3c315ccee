/// One range of a `Range` header (RFC 9110 §14.1.2). Pure.
package enum ByteRange: Equatable, Sendable {
    /// No usable range: the whole is sent (also for several ranges, which no player asks for).
    case whole
    case part(ClosedRange<Int>)
    /// 416: it begins behind the end.
    case unsatisfiable

    /// - Parameters:
    ///   - header: the header's value, `nil` when there is none.
    ///   - length: of the whole, in bytes.
    package init(header: String?, length: Int) {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else {
            self = .whole
            return
        }
        let bounds = header.dropFirst("bytes=".count).split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 2 else {
            self = .whole
            return
        }
        self = Self.range(first: bounds[0], last: bounds[1], length: length)
    }

    private static func range(first: Substring, last: Substring, length: Int) -> ByteRange {
        switch (number(first), number(last)) {
        case (let start?, let end?):
            guard start <= end else { return .whole }
            return start < length ? .part(start...min(end, length - 1)) : .unsatisfiable
        case (let start?, nil) where last.isEmpty:
            return start < length ? .part(start...(length - 1)) : .unsatisfiable
        case (nil, let suffix?) where first.isEmpty:
            guard suffix > 0, length > 0 else { return .unsatisfiable }
            return .part(max(0, length - suffix)...(length - 1))
        default:
            return .whole
        }
    }

    private static func number(_ text: Substring) -> Int? {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? Int(text) : nil
    }
}
