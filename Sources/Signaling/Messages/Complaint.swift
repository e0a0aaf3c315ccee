/// The content of an `error` message.
package struct Complaint: Error, Hashable, Sendable, Codable {
    package let code: ErrorCode
    /// For a person who reads it in the browser; says nothing of anybody.
    package let text: String
    /// The connection closes behind it.
    package let isFatal: Bool

    package init(_ code: ErrorCode, text: String? = nil, isFatal: Bool? = nil) {
        self.code = code
        self.text = text ?? code.text
        self.isFatal = isFatal ?? code.isAlwaysFatal
    }

    private enum CodingKeys: String, CodingKey {
        case code, text
        case isFatal = "fatal"
    }
}
