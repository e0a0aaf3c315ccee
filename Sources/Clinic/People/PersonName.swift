/// What people and hospitals may be called.
package enum PersonName {
    /// Without the blanks around it; `nil` when nothing is left, for one that is too long, and for
    /// one with control characters.
    package static func checked(_ text: String) -> String? {
        guard text.utf8.count <= 4 * PersonRegister.nameLimit else { return nil }
        guard case .accepted(let kept) = ChatText.checked(text) else { return nil }
        let isPlain = kept.text == ChatText.trimmed(text)
        let isOneLine = !kept.text.contains { $0.isNewline || $0 == "\t" }
        guard isPlain, isOneLine, kept.text.count <= PersonRegister.nameLimit else { return nil }
        return kept.text
    }

    /// Whether `text` has the shape of an address; whether somebody reads there, nobody knows.
    package static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return text.utf8.count <= PersonRegister.emailLimit && parts.count == 2
            && parts.allSatisfy { !$0.isEmpty }
            && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    }

    /// Whether `text` may name a hospital in addresses and on command lines.
    package static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
    }
}
