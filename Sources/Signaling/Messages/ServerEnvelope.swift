/// A message of the server, and the client's message that it answers.
package struct ServerEnvelope: Hashable, Sendable {
    /// The `id` of the client's message; `nil` where it had none, and for what nobody asked for.
    package let answers: String?
    package let message: ServerMessage

    package init(answers: String? = nil, _ message: ServerMessage) {
        self.answers = answers
        self.message = message
    }
}
