import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOSSL

/// Reads the first bytes of a connection, decides what it speaks, builds the rest of the
/// pipeline, hands the bytes on and goes away.
///
///     TCP ──▶ [demultiplexer] ──TLS──▶ [NIOSSL][demultiplexer] ──HTTP──▶ HTTPPipeline
///                             ──HTTP─▶ HTTPPipeline (clear door) or a redirect (TLS door)
///
/// Whoever has not said by the deadline what he wants, TLS handshake included, is closed: the
/// deadline is set once, so dribbling does not move it.
final class StreamDemultiplexer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let door: Door
    private let isInsideTLS: Bool
    private let deadline: NIODeadline
    private let classified: EventLoopPromise<HTTPStream>
    /// Builds the HTTP handlers at the end of the pipeline.
    private let pipeline: HTTPPipeline
    private var held: ByteBuffer?
    private var timer: Scheduled<Void>?
    private var isDecided = false

    init(
        door: Door, isInsideTLS: Bool, deadline: NIODeadline,
        classified: EventLoopPromise<HTTPStream>, pipeline: HTTPPipeline
    ) {
        self.door = door
        self.isInsideTLS = isInsideTLS
        self.deadline = deadline
        self.classified = classified
        self.pipeline = pipeline
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        timer = context.value.eventLoop.scheduleTask(deadline: deadline) {
            context.value.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        if !isDecided { classified.fail(ChannelError.eof) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !isDecided else { return context.fireChannelRead(data) }
        held.setOrWriteBuffer(&bytes)
        guard let held else { return }

        switch StreamClassifier.verdict(on: held.readableBytesView, isInsideTLS: isInsideTLS) {
        case .undecided:
            break
        case .tls:
            guard let identity = door.identity else { return context.close(promise: nil) }
            proceed(context: context) { try self.startTLS(identity, context: context) }
        case .http:
            proceed(context: context) { try self.startHTTP(context: context) }
        case .turn, .framedICE, .unknown:
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed:
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func startTLS(_ identity: TLSIdentity, context: ChannelHandlerContext) throws {
        let inner = StreamDemultiplexer(
            door: door, isInsideTLS: true, deadline: deadline, classified: classified,
            pipeline: pipeline)
        try context.pipeline.syncOperations.addHandlers(
            [NIOSSLServerHandler(context: identity.current), inner], position: .after(self))
    }

    private func startHTTP(context: ChannelHandlerContext) throws {
        let isSecure = isInsideTLS
        let isRedirect = door.identity != nil && !isSecure
        let channel = try pipeline.install(
            on: context.channel, isSecure: isSecure, isRedirect: isRedirect)
        classified.succeed(HTTPStream(channel: channel, isRedirect: isRedirect))
    }

    /// Adds the next handlers, then hands on what was held back, then leaves the pipeline.
    private func proceed(context: ChannelHandlerContext, _ addHandlers: () throws -> Void) {
        do {
            try addHandlers()
        } catch {
            return context.close(promise: nil)
        }
        isDecided = true
        timer?.cancel()
        if let held {
            self.held = nil
            context.fireChannelRead(wrapInboundOut(held))
            context.fireChannelReadComplete()
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}

/// A connection that turned out to speak HTTP.
struct HTTPStream: Sendable {
    let channel: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    /// Clear HTTP on the TLS door: answered with the way to HTTPS, whatever was asked.
    let isRedirect: Bool
}
