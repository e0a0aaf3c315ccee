/// What a nurse reads out on the telephone so that support finds the same connection report.
///
/// Eight characters, none of which is taken for another one when it is spoken or written down:
/// 39 random bits, for reports that only staff may open and that are gone after 30 days.
package struct ReportCode: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Upper case, without the hyphen in the middle.
    package let rawValue: String

    static let length = 8
    /// Digits and letters without 0, 1, I, L, O and U.
    static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// From the system's random generator.
    package static func random() -> ReportCode {
        ReportCode(verified: String((0..<length).map { _ in alphabet.randomElement() ?? "2" }))
    }

    /// - Parameter text: as somebody types it: in either case, with blanks and hyphens anywhere.
    /// - Returns: `nil` for what cannot be one of ours.
    package init?(text: String) {
        guard text.utf8.count <= 32 else { return nil }
        let characters = text.uppercased().filter { $0 != "-" && $0 != " " }
        guard characters.count == Self.length, characters.allSatisfy(Self.alphabet.contains)
        else { return nil }
        rawValue = characters
    }

    private init(verified: String) {
        rawValue = verified
    }

    /// In two groups of four: `K7QM-4TRW`.
    package var description: String { rawValue.prefix(4) + "-" + rawValue.suffix(4) }
}
