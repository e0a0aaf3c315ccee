import Glibc
import NIOCore
import NIOSSL
import Wire

/// Reads the first bytes of a connection, decides what it speaks, builds the rest of the
/// pipeline, hands the bytes on and goes away.
///
///     [demultiplexer] (PROXY header) ──TLS──▶ [NIOSSL][demultiplexer] ──▶ as below
///                                    ──HTTP─▶ HTTPPipeline (a redirect on the TLS door)
///                                    ──TURN, framed ICE──▶ MediaStreamHandler
///
/// Whoever has not said by the deadline what he wants, TLS handshake included, is closed: the
/// deadline is set once, so dribbling does not move it.
final class StreamDemultiplexer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What is being waited for.
    enum Stage {
        case proxyHeader
        case firstBytes
        /// Its first record has begun.
        case clientHello
        case insideTLS
        case decided
    }

    private let rules: StreamRules
    private let stream: AcceptedStream
    private let isInsideTLS: Bool
    private var stage: Stage
    private var held: ByteBuffer?
    private var timer: Scheduled<Void>?

    init(rules: StreamRules, stream: AcceptedStream, stage: Stage) {
        self.rules = rules
        self.stream = stream
        self.stage = stage
        isInsideTLS = stage == .insideTLS
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        timer = context.value.eventLoop.scheduleTask(deadline: stream.deadline) {
            context.value.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard stage != .decided else { return context.fireChannelRead(data) }
        held.setOrWriteBuffer(&bytes)
        if stage == .proxyHeader { readProxyHeader(context: context) }
        if stage == .firstBytes || stage == .insideTLS { classify(context: context) }
        if stage == .clientHello { readClientHello(context: context) }
    }

    // MARK: Stages

    private func readProxyHeader(context: ChannelHandlerContext) {
        switch ProxyHeader.read(heldBytes(atMost: ProxyHeader.longest)) {
        case .incomplete:
            break
        case .malformed:
            context.close(promise: nil)
        case .header(let header):
            held?.moveReaderIndex(forwardBy: header.length)
            stream.origin.proxyAddress = stream.origin.remoteAddress
            if let source = header.source {
                stream.origin.remoteAddress = source
                guard stream.seat.move(to: source) else { return context.close(promise: nil) }
            }
            stage = .firstBytes
        }
    }

    private func classify(context: ChannelHandlerContext) {
        let prefix = heldBytes(atMost: StreamClassifier.longestPrefix)
        switch StreamClassifier.verdict(on: prefix, isInsideTLS: isInsideTLS) {
        case .undecided:
            break
        case .tls:
            guard rules.identity != nil else { return context.close(promise: nil) }
            stage = .clientHello
        case .http:
            proceed(context: context) { try self.startHTTP(context: context) }
        case .turn:
            proceed(context: context) { try self.startMedia(.turn, context: context) }
        case .framedICE:
            proceed(context: context) { try self.startMedia(.framedICE, context: context) }
        case .unknown:
            context.close(promise: nil)
        }
    }

    /// A broken ClientHello is NIOSSL's to refuse, with an alert.
    private func readClientHello(context: ChannelHandlerContext) {
        switch ClientHello.read(heldBytes(atMost: ClientHello.longest)) {
        case .incomplete: return
        case .malformed: break
        case .hello(let hello): stream.origin.clientHello = hello
        }
        proceed(context: context) { try self.startTLS(context: context) }
    }

    private func heldBytes(atMost count: Int) -> [UInt8] {
        Array(held?.readableBytesView.prefix(count) ?? ByteBufferView())
    }

    // MARK: Ways on

    private func startTLS(context: ChannelHandlerContext) throws {
        guard let identity = rules.identity else { throw UnwelcomeStream() }
        let inner = StreamDemultiplexer(rules: rules, stream: stream, stage: .insideTLS)
        try context.pipeline.syncOperations.addHandlers(
            [NIOSSLServerHandler(context: identity.current), inner], position: .after(self))
    }

    private func startHTTP(context: ChannelHandlerContext) throws {
        guard let startHTTP = stream.startHTTP, stream.seat.decide(as: .http)
        else { throw UnwelcomeStream() }
        try startHTTP(context.channel, stream.origin, isInsideTLS)
    }

    private func startMedia(_ kind: MediaStreamKind, context: ChannelHandlerContext) throws {
        guard
            let media = rules.media, isInsideTLS || rules.hasClearMedia,
            let remote = stream.origin.remoteAddress, stream.seat.decide(as: .media)
        else { throw UnwelcomeStream() }
        // Packets leave at once, and wait in the engine's queue, which knows the old from the new.
        let options = context.channel.syncOptions
        try options?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        try options?.setOption(
            .tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)),
            value: .init(rules.limits.unsentBytes))
        let handler = MediaStreamHandler(limits: rules.limits)
        let writer = ChannelStreamWriter(
            handler: NIOLoopBound(handler, eventLoop: context.eventLoop),
            eventLoop: context.eventLoop)
        guard
            let reader = media.open(kind, from: remote, isSecure: isInsideTLS, writer: writer)
        else { throw UnwelcomeStream() }
        handler.lead(to: reader)
        try context.pipeline.syncOperations.addHandler(handler)
    }

    /// Adds the next handlers, then hands on what was held back, then leaves the pipeline.
    private func proceed(context: ChannelHandlerContext, _ addHandlers: () throws -> Void) {
        do {
            try addHandlers()
        } catch {
            return context.close(promise: nil)
        }
        stage = .decided
        timer?.cancel()
        if let held {
            self.held = nil
            context.fireChannelRead(wrapInboundOut(held))
            context.fireChannelReadComplete()
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    // MARK: Ends

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
}

/// Nobody here serves what the stream speaks, or its source has as many as it may have.
struct UnwelcomeStream: Error {}
