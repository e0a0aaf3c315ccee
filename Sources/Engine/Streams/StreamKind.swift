/// What a TCP connection, or what comes out of TLS, was opened for.
package enum StreamKind: Sendable {
    /// A TURN client: STUN messages and ChannelData, one after the other (RFC 8656 §3.1).
    case turn
    /// A browser that connected to an ICE candidate of ours: framed datagrams (RFC 6544).
    case framedICE
}
