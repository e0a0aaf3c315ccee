/// The words that somebody was shown before he answered about being recorded.
package struct ConsentText: Hashable, Sendable {
    /// Longer ones, in bytes, are no names of ours.
    package static let nameLimit = 32

    /// Which version of the words; each page's maker names its own.
    package let version: String
    /// As in HTML: `de`, `pt-BR`.
    package let language: String

    /// - Returns: `nil` unless both are one to ``nameLimit`` letters, digits, dots and hyphens.
    package init?(version: String, language: String) {
        guard Self.isName(version), Self.isName(language) else { return nil }
        self.version = version
        self.language = language
    }

    private static func isName(_ text: String) -> Bool {
        (1...nameLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
            }
    }
}
