import NIOCore
import NIOSSL

/// Hands a UDP socket's datagrams on.
final class DatagramReader: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let messages: AsyncStream<[UInt8]>.Continuation
    private let trouble: CheckLink.Trouble

    init(messages: AsyncStream<[UInt8]>.Continuation, trouble: CheckLink.Trouble) {
        self.messages = messages
        self.trouble = trouble
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        messages.yield(Array(unwrapInboundIn(data).data.readableBytesView))
    }

    /// An ICMP message said that nobody listens; the next datagram may fare better.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        trouble.note(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        messages.finish()
    }
}

/// Opens the tunnel and TLS, then hands a stream's messages on.
final class StreamReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Where a stream leads, and through what.
    struct Tunnel: Sendable {
        let host: String
        /// Of the name, where it is known already; a proxy resolves for itself.
        var address: String?
        let port: Int
        let proxy: ProxyServer?
        /// For TLS; `nil` in the clear.
        let network: CheckNetwork?

        var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
    }

    /// More than any proxy says.
    private static let proxyAnswerLimit = 16_384

    private let tunnel: Tunnel
    private let messages: AsyncStream<[UInt8]>.Continuation
    private let trouble: CheckLink.Trouble
    private let ready: EventLoopPromise<Void>
    private var frames: StreamFrames
    /// What the proxy has said so far; `nil` once its word is out.
    private var proxyAnswer: [UInt8]?

    init(
        tunnel: Tunnel, framing: StreamFrames.Framing,
        messages: AsyncStream<[UInt8]>.Continuation, trouble: CheckLink.Trouble,
        ready: EventLoopPromise<Void>
    ) {
        self.tunnel = tunnel
        self.messages = messages
        self.trouble = trouble
        self.ready = ready
        frames = StreamFrames(framing)
    }

    func channelActive(context: ChannelHandlerContext) {
        guard let proxy = tunnel.proxy else { return begin(context) }
        proxyAnswer = []
        let request = context.channel.allocator.buffer(
            string: proxy.request(for: tunnel.authority))
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        if let answer = proxyAnswer { return readProxy(answer + bytes, context) }
        frames.append(bytes)
        while let message = frames.next() { messages.yield(message) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        trouble.note(error)
        ready.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ready.fail(CheckFailure.noAnswer)
        messages.finish()
    }

    private func readProxy(_ answer: [UInt8], _ context: ChannelHandlerContext) {
        proxyAnswer = answer
        let text = String(decoding: answer, as: UTF8.self)
        guard text.contains("\r\n\r\n") else {
            if answer.count > Self.proxyAnswerLimit { context.close(promise: nil) }
            return
        }
        let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        guard (200..<300).contains(status) else {
            return errorCaught(context: context, error: CheckFailure.proxy(status))
        }
        proxyAnswer = nil
        begin(context)
    }

    private func begin(_ context: ChannelHandlerContext) {
        do {
            if let network = tunnel.network {
                try context.pipeline.syncOperations.addHandler(
                    network.tlsHandler(for: tunnel.host), position: .first)
            }
            ready.succeed()
        } catch {
            errorCaught(context: context, error: error)
        }
    }
}
