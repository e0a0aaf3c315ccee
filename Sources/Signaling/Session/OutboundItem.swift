/// What a transport takes from an ``OutboundQueue``.
package enum OutboundItem: Hashable, Sendable {
    /// One message's text.
    case message(String)
    /// The last item: close the connection so.
    case close(ConnectionClosure)
}
