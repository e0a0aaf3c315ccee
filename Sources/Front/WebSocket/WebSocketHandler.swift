import NIOCore
import NIOWebSocket

/// The last handler that sees an upgraded connection's bytes: frames in, messages out.
///
/// Answers pings and closes, asks for pongs, refuses what breaks RFC 6455, and bounds both
/// directions: messages nobody takes and bytes nobody reads end the connection.
final class WebSocketHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// How long the other side has to answer our close frame.
    private static let closeGrace = TimeAmount.seconds(2)
    /// A reason must fit a control frame with its code (RFC 6455 §5.5).
    private static let reasonBytes = 123

    private enum State { case open, closing, closed }

    private let limits: FrontLimits
    private let messages: AsyncStream<String>.Continuation
    private var assembler: MessageAssembler
    private var state = State.open
    private var context: ChannelHandlerContext?
    private var lastHeardAt = NIODeadline.now()
    private var ping: RepeatedTask?

    init(limits: FrontLimits, messages: AsyncStream<String>.Continuation) {
        self.limits = limits
        self.messages = messages
        assembler = MessageAssembler(maximumBytes: limits.messageBytes)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let interval = TimeAmount(limits.webSocketPing)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        ping = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) {
            _ in handler.value.checkLiveness()
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish()
    }

    /// Hummingbird's task behind us ends only when it hears of the end too.
    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        lastHeardAt = .now()
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return close(.protocolError, reason: "frames must be masked, without extensions")
        }
        switch frame.opcode {
        case .text: receive(.text, frame)
        case .binary: receive(.binary, frame)
        case .continuation: receive(.continuation, frame)
        case .ping: answerPing(frame)
        case .pong: break
        case .connectionClose: answerClose(frame)
        default: close(.protocolError, reason: "unknown opcode")
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            close(.goingAway, reason: "the server is stopping")
        case ChannelEvent.inputClosed:
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? NIOWebSocketError {
        case .invalidFrameLength: close(.tooLarge, reason: "a message is at most 64 KiB")
        case .fragmentedControlFrame, .multiByteControlFrameLength: close(.protocolError)
        case nil: context.close(promise: nil)
        }
    }

    /// Sends one text message, unless the reader is so slow that it is better dropped.
    ///
    /// - Parameter promise: kept in every case.
    func send(_ text: String, promise: EventLoopPromise<Void>) {
        guard state == .open, let context else { return promise.fail(ChannelError.alreadyClosed) }
        write(.text, context.channel.allocator.buffer(string: text), promise: promise)
    }

    func close(_ code: WebSocketClose, reason: String = "") {
        guard state == .open, let context else { return }
        state = .closing
        messages.finish()
        var payload = context.channel.allocator.buffer(capacity: 2 + reason.utf8.count)
        payload.writeInteger(code.code)
        if reason.utf8.count <= Self.reasonBytes { payload.writeString(reason) }
        write(.connectionClose, payload)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.closeGrace) { bound.value.close(promise: nil) }
    }

    private func receive(_ opcode: MessageAssembler.Opcode, _ frame: WebSocketFrame) {
        guard state == .open else { return }
        let payload = frame.unmaskedData.readableBytesView
        switch assembler.receive(opcode, isFinal: frame.fin, payload) {
        case .incomplete:
            break
        case .message(let text):
            guard case .dropped = messages.yield(text) else { return }
            close(.policy, reason: "too many messages at once")
        case .failed(let code):
            close(code)
        }
    }

    private func answerPing(_ frame: WebSocketFrame) {
        guard state == .open else { return }
        write(.pong, frame.unmaskedData)
    }

    /// The other side closes, or answers our close: the connection is over (RFC 6455 §5.5.1).
    private func answerClose(_ frame: WebSocketFrame) {
        guard let context else { return }
        if state == .open {
            state = .closing
            messages.finish()
            var payload = frame.unmaskedData
            write(.connectionClose, payload.readSlice(length: 2) ?? ByteBuffer())
        }
        context.close(promise: nil)
    }

    private func checkLiveness() {
        guard state == .open, let context else { return }
        guard NIODeadline.now() - lastHeardAt < TimeAmount(limits.webSocketIdle) else {
            close(.goingAway, reason: "nothing heard for too long")
            return context.close(promise: nil)
        }
        write(.ping, ByteBuffer())
    }

    private func write(
        _ opcode: WebSocketOpcode, _ payload: ByteBuffer, promise: EventLoopPromise<Void>? = nil
    ) {
        guard let context else { return }
        guard context.channel.isWritable else {
            promise?.fail(ChannelError.alreadyClosed)
            finish()
            return context.close(promise: nil)  // A close frame would not get through either.
        }
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: payload)
        context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
    }

    private func finish() {
        state = .closed
        messages.finish()
        ping?.cancel()
        ping = nil
        context = nil
    }
}
