import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns an HTTP/1.1 connection into a WebSocket, on any of its requests (RFC 6455 §4.2).
///
/// Sits between NIO's HTTP decoder and Hummingbird. A handshake is held back until whoever asks
/// has been authorised, which may take a look into the database; a refusal is an ordinary HTTP
/// response. NIO's decoder stops after any request that carries `Upgrade`, so such requests that
/// are not for us are answered with `Connection: close`.
final class WebSocketGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    typealias Decider = @Sendable (WebSocketRequest) async -> WebSocketVerdict

    /// The handlers that make way for the WebSocket's.
    struct Replaced {
        let encoder: HTTPResponseEncoder
        let decoder: ByteToMessageHandler<HTTPRequestDecoder>
        let pace: RequestPace
        /// It would close a silent WebSocket.
        let idleTimer: HTTPConnectionStateHandler
    }

    private enum State {
        case passing
        /// A handshake whose end has not come, or that waits for earlier responses.
        case holding(HTTPRequestHead, isComplete: Bool)
        case deciding
        case done
    }

    private let decide: Decider?
    private let origin: ConnectionOrigin
    private let isSecure: Bool
    private let webSockets: AsyncStream<AcceptedWebSocket>.Continuation
    private let limits: FrontLimits
    private var replaced: Replaced?
    private var state = State.passing
    /// Requests passed on whose responses have not gone out.
    private var unanswered = 0

    /// - Parameter decide: `nil` where no WebSocket is served.
    init(
        decide: Decider?, origin: ConnectionOrigin, isSecure: Bool,
        webSockets: AsyncStream<AcceptedWebSocket>.Continuation,
        replaced: Replaced, limits: FrontLimits
    ) {
        self.decide = decide
        self.origin = origin
        self.isSecure = isSecure
        self.webSockets = webSockets
        self.replaced = replaced
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.passing, .head(let head)) where decide != nil && head.isWebSocketHandshake:
            state = .holding(head, isComplete: false)
        case (.passing, .head(var head)):
            unanswered += 1
            if head.headers.contains(name: "upgrade") {
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case (.passing, _):
            context.fireChannelRead(data)
        case (.holding(let head, _), .end):
            state = .holding(head, isComplete: true)
            startDeciding(context: context)
        case (.holding, _), (.deciding, _), (.done, _):
            break
        }
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
        context.write(data, promise: promise)
        guard isEnd else { return }
        unanswered -= 1
        startDeciding(context: context)
    }

    private func startDeciding(context: ChannelHandlerContext) {
        guard case .holding(let head, isComplete: true) = state, unanswered == 0, let decide
        else { return }
        state = .deciding
        let request = WebSocketRequest(
            head: head, connection: origin, isSecure: isSecure)
        if let problem = request.handshakeProblem {
            return answer(.refuse(problem), to: head, context: context)
        }
        let bound = NIOLoopBound((gate: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.makeFutureWithTask { await decide(request) }
            .whenSuccess { verdict in
                bound.value.gate.answer(verdict, to: head, context: bound.value.context)
            }
    }

    private func answer(
        _ verdict: WebSocketVerdict, to head: HTTPRequestHead, context: ChannelHandlerContext
    ) {
        guard context.channel.isActive, let replaced else { return }
        state = .done
        self.replaced = nil
        switch verdict {
        case .refuse(let refusal):
            refuse(refusal, context: context)
        case .accept(let subprotocol, let serve):
            writeSwitch(to: head, subprotocol: subprotocol, context: context)
            do {
                try upgrade(context: context, replaced: replaced, serve: serve)
            } catch {
                context.close(promise: nil)
            }
        }
    }

    private func writeSwitch(
        to head: HTTPRequestHead, subprotocol: String?, context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders()
        headers.add(name: "upgrade", value: "websocket")
        headers.add(name: "connection", value: "upgrade")
        let key = head.headers.first(name: "sec-websocket-key") ?? ""
        headers.add(name: "sec-websocket-accept", value: WebSocketAccept.value(for: key))
        if let subprotocol { headers.add(name: "sec-websocket-protocol", value: subprotocol) }
        let response = HTTPResponseHead(
            version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func upgrade(
        context: ChannelHandlerContext, replaced: Replaced,
        serve: @escaping @Sendable (WebSocketConnection) async -> Void
    ) throws {
        let (messages, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingOldest(limits.waitingMessages))
        let handler = WebSocketHandler(limits: limits, messages: continuation)
        let mark = ChannelOptions.Types.WriteBufferWaterMark(
            low: limits.outgoingBytes / 2, high: limits.outgoingBytes)
        try context.channel.syncOptions?.setOption(.writeBufferWaterMark, value: mark)

        let pipeline = context.pipeline.syncOperations
        let frames = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytes))
        try pipeline.addHandlers(
            [WebSocketFrameEncoder(), frames, handler], position: .before(self))
        pipeline.removeHandler(replaced.pace, promise: nil)
        pipeline.removeHandler(replaced.idleTimer, promise: nil)
        pipeline.removeHandler(replaced.encoder, promise: nil)
        pipeline.removeHandler(replaced.decoder, promise: nil)

        let connection = WebSocketConnection(
            messages: messages, handler: NIOLoopBound(handler, eventLoop: context.eventLoop),
            eventLoop: context.eventLoop)
        webSockets.yield(AcceptedWebSocket(connection: connection, serve: serve))
    }

    /// An ordinary response; the decoder reads nothing more from this connection.
    private func refuse(_ refusal: WebSocketRefusal, context: ChannelHandlerContext) {
        var headers = HTTPHeaders()
        for (name, value) in refusal.headers { headers.add(name: name, value: value) }
        headers.add(name: "content-length", value: String(refusal.body.utf8.count))
        headers.add(name: "connection", value: "close")
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: refusal.status), headers: headers)
        let body = context.channel.allocator.buffer(string: refusal.body)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }
}
