import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes

/// Hummingbird's server channel for one of our doors: classification first, then HTTP by
/// Hummingbird itself and, after an upgrade, the WebSocket's session, side by side.
struct DoorChannel: HTTPChannelHandler {
    /// One accepted connection.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// Fails when the connection turns out to be something else, or nothing.
        let http: EventLoopFuture<HTTPStream>
        /// At most one, after an upgrade; ends with the connection.
        let webSockets: AsyncStream<AcceptedWebSocket>
    }

    let door: Door
    let limits: FrontLimits
    let sources: SourceLimit
    let trustedProxies: TrustedProxies
    let decide: WebSocketGate.Decider
    let responder: Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let source = SourceLimit.source(of: channel.remoteAddress)
        let isCapped = !trustedProxies.contains(channel.remoteAddress)
        let (webSockets, continuation) = AsyncStream.makeStream(
            of: AcceptedWebSocket.self, bufferingPolicy: .bufferingOldest(1))
        let classified = channel.eventLoop.makePromise(of: HTTPStream.self)
        let value = Value(
            channel: channel, http: classified.futureResult, webSockets: webSockets)
        guard sources.enter(source, isCapped: isCapped) else {
            // Not a failed future: it would stop the listener.
            classified.fail(TooManyConnections())
            channel.close(promise: nil)
            return channel.eventLoop.makeSucceededFuture(value)
        }
        channel.closeFuture.whenComplete { _ in
            sources.leave(source)
            continuation.finish()
        }
        let pipeline = HTTPPipeline(
            limits: limits, logger: logger, decide: decide, webSockets: continuation)
        do {
            try channel.pipeline.syncOperations.addHandler(
                StreamDemultiplexer(
                    door: door, isInsideTLS: false,
                    deadline: .now() + TimeAmount(limits.classification),
                    classified: classified, pipeline: pipeline))
        } catch {
            classified.fail(error)
            channel.close(promise: nil)
        }
        return channel.eventLoop.makeSucceededFuture(value)
    }

    func handle(value: Value, logger: Logger) async {
        guard let stream = try? await value.http.get() else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let handler = stream.isRedirect ? self.redirecting : self
                await handler.handleHTTP(asyncChannel: stream.channel, logger: logger)
            }
            for await accepted in value.webSockets {
                await accepted.serve(accepted.connection)
                accepted.connection.close(.normal)
            }
        }
    }

    /// The same channel, but whatever is asked is answered with the way to HTTPS.
    private var redirecting: DoorChannel {
        DoorChannel(
            door: door, limits: limits, sources: sources, trustedProxies: trustedProxies,
            decide: decide
        ) { request, writer, _ in
            let head = HTTPRedirect.response(to: request.head)
            try await writer.writeResponse(head)
        }
    }
}

/// The connection is closed at once: its source or the server has as many as it may have.
struct TooManyConnections: Error {}

/// The answer to clear HTTP on the TLS door.
enum HTTPRedirect {
    static func response(to request: HTTPRequest) -> HTTPResponse {
        var head = HTTPResponse(status: .permanentRedirect)
        head.headerFields[.contentLength] = "0"
        head.headerFields[.connection] = "close"
        if let authority = request.authority, let path = request.path, path.hasPrefix("/") {
            head.headerFields[.location] = "https://\(authority)\(path)"
        } else {
            head.status = .badRequest
        }
        return head
    }
}
