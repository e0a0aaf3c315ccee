import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One socket to the server: datagrams, or a stream's messages.
final class CheckLink: Sendable {
    enum Transport: Sendable {
        case udp, tcp, tls
    }

    /// Whole messages in order; ends with the connection. For one reader.
    let messages: AsyncStream<[UInt8]>
    let isReliable: Bool
    private let channel: any Channel
    private let framing: StreamFrames.Framing
    private let trouble: Trouble

    /// Messages that wait for their reader; more are dropped.
    static let waitingLimit = 4_096

    /// The first thing that went wrong on a link.
    final class Trouble: Sendable {
        private let failure = Mutex<CheckFailure?>(nil)

        var first: CheckFailure? { failure.withLock { $0 } }

        func note(_ error: any Error) {
            failure.withLock { $0 = $0 ?? CheckFailure(error) }
        }
    }

    private init(
        _ channel: any Channel, _ messages: AsyncStream<[UInt8]>, framing: StreamFrames.Framing,
        isReliable: Bool, trouble: Trouble
    ) {
        self.channel = channel
        self.messages = messages
        self.framing = framing
        self.isReliable = isReliable
        self.trouble = trouble
    }

    /// What ended it, where anything did.
    var failure: CheckFailure? { trouble.first }

    func send(_ message: [UInt8]) {
        let buffer = ByteBuffer(bytes: StreamFrames.framed(message, isReliable ? framing : .none))
        if isReliable {
            channel.writeAndFlush(buffer, promise: nil)
        } else if let remote = channel.remoteAddress {
            channel.writeAndFlush(
                AddressedEnvelope(remoteAddress: remote, data: buffer), promise: nil)
        }
    }

    func close() {
        channel.close(promise: nil)
    }

    /// The DER of the certificate that the other side showed; `nil` before the handshake is over.
    func certificate() async -> [UInt8]? {
        try? await channel.nioSSL_peerCertificate().get()?.toDERBytes()
    }

    /// Connects; TCP and TLS through the proxy where there is one.
    ///
    /// A TLS handshake goes on after it returns: what is sent waits for it.
    ///
    /// - Parameter address: where to connect, if not where the name leads when it is resolved now.
    static func open(
        to host: String, at address: String? = nil, port: Int, over transport: Transport,
        framing: StreamFrames.Framing,
        on network: CheckNetwork
    ) async throws(CheckFailure) -> CheckLink {
        let (messages, continuation) = AsyncStream.makeStream(
            of: [UInt8].self, bufferingPolicy: .bufferingNewest(waitingLimit))
        let trouble = Trouble()
        do {
            let channel: any Channel
            if transport == .udp {
                channel = try await connectUDP(address ?? host, port, continuation, trouble)
            } else {
                let tunnel = StreamReader.Tunnel(
                    host: host, address: address, port: port, proxy: network.proxy,
                    network: transport == .tls ? network : nil)
                channel = try await connectStream(
                    tunnel, framing, continuation, trouble, limit: TimeAmount(network.limit))
            }
            return CheckLink(
                channel, messages, framing: framing, isReliable: transport != .udp,
                trouble: trouble)
        } catch {
            throw trouble.first ?? CheckFailure(error)
        }
    }

    private static func connectUDP(
        _ host: String, _ port: Int, _ messages: AsyncStream<[UInt8]>.Continuation,
        _ trouble: Trouble
    ) async throws -> any Channel {
        try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DatagramReader(messages: messages, trouble: trouble))
                }
            }
            .connect(host: host, port: port).get()
    }

    private static func connectStream(
        _ tunnel: StreamReader.Tunnel, _ framing: StreamFrames.Framing,
        _ messages: AsyncStream<[UInt8]>.Continuation, _ trouble: Trouble, limit: TimeAmount
    ) async throws -> any Channel {
        let ready = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(limit)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        StreamReader(
                            tunnel: tunnel, framing: framing, messages: messages,
                            trouble: trouble, ready: ready))
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(
                host: tunnel.proxy?.host ?? tunnel.address ?? tunnel.host,
                port: tunnel.proxy?.port ?? tunnel.port
            ).get()
        } catch {
            ready.fail(error)
            throw error
        }
        let timer = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        defer { timer.cancel() }
        try await ready.futureResult.get()
        return channel
    }
}
