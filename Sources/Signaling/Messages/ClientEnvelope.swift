/// A client's message and the number that it gave it.
package struct ClientEnvelope: Hashable, Sendable {
    /// Echoed as `answers`.
    package let id: String?
    package let message: ClientMessage

    package init(id: String? = nil, _ message: ClientMessage) {
        self.id = id
        self.message = message
    }
}
