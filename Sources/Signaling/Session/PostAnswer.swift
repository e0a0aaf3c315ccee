/// The answer to a POST of messages; PROTOCOL.md, "Over HTTPS".
package struct PostAnswer: Hashable, Sendable {
    /// The highest number of the client's that was performed.
    package let seen: UInt64
    /// For a client without cookies: the secret by which it comes back.
    package let resume: String?

    package init(seen: UInt64, resume: String? = nil) {
        self.seen = seen
        self.resume = resume
    }

    /// As it travels.
    package var json: String {
        // A secret is letters, digits, `-` and `_`.
        let tail = resume.map { ",\"resume\":\"\($0)\"" } ?? ""
        return "{\"seen\":\(seen)\(tail)}"
    }
}
