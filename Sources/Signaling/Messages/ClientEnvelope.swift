/// A client's message and how it is named.
package struct ClientEnvelope: Hashable, Sendable {
    /// Echoed as `answers`.
    package let id: String?
    package let numbers: MessageNumbers
    package let message: ClientMessage

    package init(
        id: String? = nil, numbers: MessageNumbers = MessageNumbers(), _ message: ClientMessage
    ) {
        self.id = id
        self.numbers = numbers
        self.message = message
    }
}
