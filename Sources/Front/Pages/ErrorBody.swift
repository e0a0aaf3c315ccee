import FoundationEssentials

/// What a refusal or failure says to a program: a stable code, and a sentence for its person.
package struct ErrorBody: Encodable, Sendable {
    private struct Problem: Encodable, Sendable {
        let code: String
        let text: String
    }
    private let error: Problem

    /// - Parameters:
    ///   - code: letters, digits and underscores; never changes once published.
    ///   - text: what happened and what to do; nothing of what is behind a closed door.
    package init(code: String, text: String) {
        error = Problem(code: code, text: text)
    }

    /// Fields in alphabetical order, so that the same refusal has the same text.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bytes = try? encoder.encode(self)
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
