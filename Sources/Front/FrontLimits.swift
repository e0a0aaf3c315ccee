/// The bounds of every connection. Section `[limits]` of `Config/aorta.yaml` names those that an
/// operator may move.
package struct FrontLimits: Sendable, Equatable {
    /// Open connections in all.
    package var connections = 8_192
    /// Open connections of one IPv4 address or IPv6 /64: a hospital behind one address fits.
    package var connectionsPerSource = 1_024
    /// Those of them that have not said yet what they speak, TLS handshakes included.
    package var halfOpenPerSource = 256
    /// TURN and ICE over TCP, counted apart.
    package var mediaStreamsPerSource = 1_024
    /// From accepting a connection to knowing what it speaks, TLS handshake included.
    package var classification = Duration.seconds(5)
    /// A kept-alive connection without a request, and a request whose head does not end.
    package var idle = Duration.seconds(25)
    /// From a request's head to the end of its body.
    package var request = Duration.seconds(25)
    /// How long a reader of a response or of a media stream may take nothing at all.
    ///
    /// Looked at five times in it, and TLS takes five seconds to say goodbye: 30 s in all.
    package var stall = Duration.seconds(20)
    /// All header fields of one request together, in bytes.
    package var headerBytes = 16_384
    package var headerFields = 100
    /// The body of one request, in bytes.
    package var bodyBytes = 65_536
    /// One WebSocket message, its fragments together, in bytes.
    package var messageBytes = 65_536
    /// Messages of one WebSocket that wait for the session, before it is closed with 1008.
    package var waitingMessages = 64
    /// A WebSocket that stays silent so long, its pongs included, is closed.
    package var webSocketIdle = Duration.seconds(60)
    /// How often an open WebSocket is asked for a pong.
    package var webSocketPing = Duration.seconds(20)
    /// How long a poll for signaling waits: shorter than any proxy's patience.
    package var poll = Duration.seconds(20)
    /// Bytes that may wait for a WebSocket's or a media stream's reader before it is dropped.
    package var outgoingBytes = 1 << 20
    /// A media stream that sends nothing for so long is closed: longer than any allocation lives
    /// without a Refresh (RFC 8656 §7.2), which is the engine's to enforce.
    package var mediaIdle = Duration.seconds(3_660)
    /// Bytes of a media stream that may wait for the engine before no more are read.
    package var untakenBytes = 1 << 18
    /// Bytes of a media stream that the kernel holds without having sent them.
    package var unsentBytes = 16_384

    package init() {}
}
