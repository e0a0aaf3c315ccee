import NIOCore
import Wire

/// What a listener lets in, and where it leads; the same for each of its connections.
struct StreamRules: Sendable {
    /// `nil` where TLS is not spoken.
    let identity: TLSIdentity?
    /// Whether TURN and ICE over TCP come in without TLS.
    let hasClearMedia: Bool
    /// `nil` where there is no TURN and no ICE over TCP.
    let media: (any StreamMedia)?
    let limits: FrontLimits
    let sources: SourceLimit
    let trustedProxies: TrustedProxies
    /// Whether each connection of a trusted proxy begins with a PROXY header.
    let expectsProxyProtocol: Bool

    /// Builds the HTTP handlers at the end of a channel's pipeline, on its event loop.
    typealias StartHTTP = (
        _ channel: any Channel, _ origin: ConnectionOrigin, _ isInsideTLS: Bool
    ) throws -> Void

    /// Counts a connection that was just accepted, and has its first bytes read.
    ///
    /// - Parameter startHTTP: `nil` where HTTP is not spoken.
    /// - Returns: whether it may stay; otherwise it is being closed.
    func admit(_ channel: any Channel, startHTTP: StartHTTP?) -> Bool {
        let peer = Wire.SocketAddress(channel.remoteAddress)
        let isProxy = trustedProxies.contains(peer)
        guard let seat = SourceSeat(sources, of: peer, isCapped: !isProxy) else {
            channel.close(promise: nil)
            return false
        }
        let boundSeat = NIOLoopBound(seat, eventLoop: channel.eventLoop)
        channel.closeFuture.whenComplete { _ in boundSeat.value.leave() }
        let stream = AcceptedStream(
            origin: ConnectionOrigin(remoteAddress: peer), seat: seat,
            deadline: .now() + TimeAmount(limits.classification), startHTTP: startHTTP)
        do {
            try channel.pipeline.syncOperations.addHandler(
                StreamDemultiplexer(
                    rules: self, stream: stream,
                    stage: isProxy && expectsProxyProtocol ? .proxyHeader : .firstBytes))
        } catch {
            channel.close(promise: nil)
        }
        return true
    }
}

/// One connection that nobody knows yet what it speaks. Confined to its event loop.
final class AcceptedStream {
    var origin: ConnectionOrigin
    let seat: SourceSeat
    /// When it has to be known, TLS handshake included.
    let deadline: NIODeadline
    let startHTTP: StreamRules.StartHTTP?

    init(
        origin: ConnectionOrigin, seat: SourceSeat, deadline: NIODeadline,
        startHTTP: StreamRules.StartHTTP?
    ) {
        self.origin = origin
        self.seat = seat
        self.deadline = deadline
        self.startHTTP = startHTTP
    }
}
