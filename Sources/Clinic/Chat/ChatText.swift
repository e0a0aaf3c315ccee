/// The text of a chat message, checked.
package struct ChatText: Hashable, Sendable, PersonalData {
    /// Characters as a reader counts them.
    package static let characterLimit = 4000
    /// One character can be many bytes: this bounds them too.
    package static let byteLimit = 16_000

    /// Why a text is not taken.
    package enum Refusal: String, Hashable, Sendable {
        case empty = "chat_empty"
        case tooLong = "chat_too_long"
    }

    package let text: String

    /// Takes the blanks around `text` away, and control characters other than line feed and tab.
    package static func checked(_ text: String) -> Result {
        guard text.utf8.count <= byteLimit else { return .refused(.tooLong) }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isUnwantedControl(scalar) {
            scalars.append(scalar)
        }
        let kept = trimmed(String(scalars))
        guard !kept.isEmpty else { return .refused(.empty) }
        guard kept.count <= characterLimit else { return .refused(.tooLong) }
        return .accepted(ChatText(text: kept))
    }

    /// What a check of a text came to.
    package enum Result: Hashable, Sendable {
        case accepted(ChatText)
        case refused(Refusal)
    }

    package var redacted: String { "ChatText(\(text.count) characters)" }

    static func trimmed(_ text: String) -> String {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
        return String(text[start..<end])
    }

    /// Also the controls of bidirectional text (Unicode TR 36 §2.5): a line must not be able to
    /// show another's words as its own.
    private static func isUnwantedControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
