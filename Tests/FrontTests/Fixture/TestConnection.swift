import NIOCore
import NIOPosix
import NIOSSL

/// A bare TCP or TLS connection: bytes out, bytes in.
struct TestConnection {
    private let channel: any Channel
    private var incoming: AsyncStream<[UInt8]>.Iterator
    private var unread: [UInt8] = []

    /// - Parameters:
    ///   - preface: sent before everything else, a TLS handshake included.
    ///   - isDeaf: whether whatever the server says is lost, its side of a handshake included.
    ///   - trusting: the server's certificate as PEM, which alone is good then.
    init(
        port: Int, isTLS: Bool = false, applicationProtocols: [String] = [], preface: [UInt8] = [],
        isDeaf: Bool = false, trusting: String? = nil
    ) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isDeaf { try channel.pipeline.syncOperations.addHandler(Deafness()) }
                    if !preface.isEmpty {
                        try channel.pipeline.syncOperations.addHandler(Preface(preface))
                    }
                    if isTLS {
                        var configuration = TLSConfiguration.makeClientConfiguration()
                        configuration.certificateVerification = .none
                        if let trusting {
                            configuration.certificateVerification = .noHostnameVerification
                            configuration.trustRoots = .certificates(
                                try NIOSSLCertificate.fromPEMBytes(Array(trusting.utf8)))
                        }
                        configuration.applicationProtocols = applicationProtocols
                        let context = try NIOSSLContext(configuration: configuration)
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    }
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        incoming = stream.makeAsyncIterator()
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Leaves to the kernel what the server sends from now on.
    func stopReading() async throws {
        try await channel.setOption(ChannelOptions.autoRead, value: false).get()
    }

    /// Without waiting for the kernel to take it.
    func push(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// Exactly `count` bytes; `nil` when the connection ends before.
    mutating func read(_ count: Int) async -> [UInt8]? {
        while unread.count < count {
            guard let bytes = await incoming.next() else { return nil }
            unread += bytes
        }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    /// Up to and with an empty line; `nil` when the connection ends before.
    mutating func readHead() async -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = unread.firstRange(of: end) {
                let head = unread[..<range.upperBound]
                defer { unread.removeFirst(range.upperBound) }
                return String(decoding: head, as: UTF8.self)
            }
            guard let bytes = await incoming.next() else { return nil }
            unread += bytes
        }
    }

    /// Waits until the server has closed; what it sent before is dropped.
    mutating func waitForEnd() async {
        while await incoming.next() != nil {}
    }

    func close() async {
        try? await channel.close()
    }
}

/// Writes bytes of its own before those of the handlers behind it.
private final class Preface: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        context.fireChannelActive()
    }
}

/// Loses all that comes.
private final class Deafness: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<[UInt8]>.Continuation

    init(_ continuation: AsyncStream<[UInt8]>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
