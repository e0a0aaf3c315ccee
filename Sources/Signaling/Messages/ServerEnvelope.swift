/// A message of the server, and the client's message that it answers.
package struct ServerEnvelope: Hashable, Sendable {
    /// The `id` of the client's message; `nil` where it had none, and for what nobody asked for.
    package let answers: String?
    /// Given by the ``OutboundQueue`` on the way out.
    package let numbers: MessageNumbers
    package let message: ServerMessage

    package init(
        answers: String? = nil, numbers: MessageNumbers = MessageNumbers(),
        _ message: ServerMessage
    ) {
        self.answers = answers
        self.numbers = numbers
        self.message = message
    }
}
