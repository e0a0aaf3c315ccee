import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The TCP and TLS doors of a TURN server that serves nothing else.
///
/// Runs until its service group stops it: then nothing is accepted any more, and what is open is
/// closed.
package struct StreamServer: Service {
    /// What may be spoken at one listener.
    package enum Door: Sendable {
        case clear
        case secure(TLSIdentity)
        /// Told apart by the first bytes.
        case both(TLSIdentity)
    }

    /// An address to listen on.
    package struct Listener: Sendable {
        package let host: String
        /// 0: the system picks one; ``StreamServer`` tells which.
        package let port: Int
        package let door: Door

        package init(host: String, port: Int, door: Door) {
            self.host = host
            self.port = port
            self.door = door
        }
    }

    /// What may come in besides the defaults.
    package var limits = FrontLimits()
    package var trustedProxies = TrustedProxies()
    /// See ``FrontConfiguration/expectsProxyProtocol``.
    package var expectsProxyProtocol = false
    private let listeners: [Listener]
    private let media: any StreamMedia
    private let logger: Logger
    private let didListen: @Sendable (Int, Int) async -> Void

    /// - Parameter didListen: told the place of a listener in `listeners` and the port it listens
    ///   on, when it does.
    package init(
        listeners: [Listener], media: any StreamMedia, logger: Logger,
        didListen: @escaping @Sendable (Int, Int) async -> Void = { _, _ in }
    ) {
        self.listeners = listeners
        self.media = media
        self.logger = logger
        self.didListen = didListen
    }

    package func run() async throws {
        let sources = SourceLimit(limits)
        var quietLogger = logger
        quietLogger.logLevel = max(logger.logLevel, .warning)
        let servers = listeners.enumerated().map { index, listener in
            Server(
                childChannelSetup: MediaDoorChannel(rules: rules(of: listener.door, sources)),
                configuration: ServerConfiguration(
                    address: .hostname(listener.host, port: listener.port)),
                onServerRunning: { channel in
                    guard let port = channel.localAddress?.port else { return }
                    await didListen(index, port)
                },
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quietLogger)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in servers { group.addTask { try await server.run() } }
            try await group.waitForAll()
        }
    }

    private func rules(of door: Door, _ sources: SourceLimit) -> StreamRules {
        let (identity, hasClearMedia): (TLSIdentity?, Bool) =
            switch door {
            case .clear: (nil, true)
            case .secure(let identity): (identity, false)
            case .both(let identity): (identity, true)
            }
        return StreamRules(
            identity: identity, hasClearMedia: hasClearMedia, media: media, limits: limits,
            sources: sources, trustedProxies: trustedProxies,
            expectsProxyProtocol: expectsProxyProtocol)
    }
}

/// A listener without HTTP.
private struct MediaDoorChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    let rules: StreamRules

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        _ = rules.admit(channel, startHTTP: nil)
        return channel.eventLoop.makeSucceededFuture(Value(channel: channel))
    }

    /// The stream runs by itself; this lasts as long.
    func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            try? await value.channel.closeFuture.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }
}
