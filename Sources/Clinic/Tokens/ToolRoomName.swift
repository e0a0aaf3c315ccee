/// The name of a room that no appointment stands behind, or of a publisher in one.
///
/// 1…64 letters, digits, `.`, `_` and `-`, and never the shape of a UUID: those are the rooms of
/// consultations, whose waiting room, consent and recording rules no tool gets around.
package struct ToolRoomName: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    private static let byteLimit = 64

    /// - Returns: `nil` for what is no such name.
    package init?(_ text: String) {
        guard (1...Self.byteLimit).contains(text.utf8.count),
            text.utf8.allSatisfy(Self.isAllowed), !UUIDText.isWellFormed(text)
        else { return nil }
        self.text = text
    }

    package var description: String { text }

    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// The rooms that a ``ToolToken`` is good for: one, or all whose names begin alike.
package struct ToolRoomPattern: Hashable, Sendable, CustomStringConvertible {
    /// A name, or the beginning of one and `*`.
    package let text: String

    /// - Parameter text: `studio`, `bench-*` or `*`.
    /// - Returns: `nil` for anything else.
    package init?(_ text: String) {
        let isPrefix = text.hasSuffix("*")
        let name = isPrefix ? text.dropLast() : Substring(text)
        guard name.utf8.count <= 64, name.utf8.allSatisfy(ToolRoomName.isAllowed),
            isPrefix || ToolRoomName(text) != nil
        else { return nil }
        self.text = text
    }

    package func matches(_ room: ToolRoomName) -> Bool {
        text.hasSuffix("*") ? room.text.hasPrefix(text.dropLast()) : room.text == text
    }

    package var description: String { text }
}
