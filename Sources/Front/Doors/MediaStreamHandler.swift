import Glibc
import NIOCore

/// The end of a media stream's pipeline: hands bytes over by burst, and writes what comes back.
///
/// Reading stops while the reader is behind; a client that does not read what it is sent is closed
/// after ``FrontLimits/stall``, one that sends nothing after ``FrontLimits/mediaIdle``.
final class MediaStreamHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: FrontLimits
    private let intake: StreamIntake
    private var reader: (any MediaStreamReader)?
    private var context: ChannelHandlerContext?
    private var burst: ByteBuffer?
    private var isReadHeldUp = false
    private var unwrittenBytes = 0
    /// Since when the oldest burst, or what followed the last one written, waits.
    private var unwrittenSince: NIODeadline?
    private var lastReadAt = NIODeadline.now()
    private var watch: RepeatedTask?

    init(limits: FrontLimits) {
        self.limits = limits
        intake = StreamIntake(limit: limits.untakenBytes)
    }

    /// Before it joins the pipeline.
    func lead(to reader: any MediaStreamReader) {
        self.reader = reader
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let interval = TimeAmount(min(limits.stall, limits.mediaIdle) / 5)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        watch = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) {
            _ in bound.value.closeIfStuck()
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        watch?.cancel()
        context = nil
        burst = nil
        reader?.ended()
        reader = nil
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        burst.setOrWriteBuffer(&bytes)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard let reader, let burst, burst.readableBytes > 0 else { return }
        self.burst = nil
        lastReadAt = .now()
        let count = burst.readableBytes
        intake.add(count)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        reader.receive(Array(burst.readableBytesView)) { [intake, eventLoop = context.eventLoop] in
            guard intake.take(count) else { return }
            eventLoop.execute { bound.value.readAgain() }
        }
    }

    func read(context: ChannelHandlerContext) {
        guard intake.mayRead() else {
            isReadHeldUp = true
            return
        }
        context.read()
    }

    private func readAgain() {
        guard isReadHeldUp, let context else { return }
        isReadHeldUp = false
        context.read()
    }

    // MARK: Out

    /// On the event loop.
    func send(_ burst: [UInt8], written: @escaping @Sendable () -> Void) {
        guard let context, unwrittenBytes + burst.count <= limits.outgoingBytes else {
            close()
            return written()
        }
        unwrittenBytes += burst.count
        unwrittenSince = unwrittenSince ?? .now()
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            unwrittenBytes -= burst.count
            unwrittenSince = unwrittenBytes > 0 ? .now() : nil
            written()
        }
        let bytes = context.channel.allocator.buffer(bytes: burst)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
    }

    /// On the event loop.
    func close() {
        context?.close(promise: nil)
    }

    private func closeIfStuck() {
        let now = NIODeadline.now()
        let isStalled = unwrittenSince.map { now - $0 >= TimeAmount(limits.stall) } ?? false
        // A reader that is behind is not the client's fault.
        let isIdle = !isReadHeldUp && now - lastReadAt >= TimeAmount(limits.mediaIdle)
        if isStalled { forgetUnread() }
        if isStalled || isIdle { close() }
    }

    /// Lets closing reset the connection: what the client doesn't read would stay in the kernel, and
    /// the end behind it.
    private func forgetUnread() {
        let options = context?.channel as? any SocketOptionProvider
        _ = options?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }

    // MARK: Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Reaches the handler from any thread: one hop a burst.
struct ChannelStreamWriter: MediaStreamWriter {
    let handler: NIOLoopBound<MediaStreamHandler>
    let eventLoop: any EventLoop

    func write(_ burst: [UInt8], written: @escaping @Sendable () -> Void) {
        eventLoop.execute { handler.value.send(burst, written: written) }
    }

    func close() {
        eventLoop.execute { handler.value.close() }
    }
}
