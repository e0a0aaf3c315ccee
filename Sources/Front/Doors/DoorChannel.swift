import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes

/// Hummingbird's server channel for one of our doors: classification first, then HTTP by
/// Hummingbird itself and, after an upgrade, the WebSocket's session, side by side; or a media
/// stream, which runs by itself.
struct DoorChannel: HTTPChannelHandler {
    /// One accepted connection.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// Fails when the connection ends as something else, or as nothing.
        let http: EventLoopFuture<HTTPStream>
        /// At most one, after an upgrade; ends with the connection.
        let webSockets: AsyncStream<AcceptedWebSocket>
    }

    let rules: StreamRules
    let decide: WebSocketGate.Decider
    let responder: Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let (webSockets, continuation) = AsyncStream.makeStream(
            of: AcceptedWebSocket.self, bufferingPolicy: .bufferingOldest(1))
        let classified = channel.eventLoop.makePromise(of: HTTPStream.self)
        channel.closeFuture.whenComplete { _ in
            classified.fail(ChannelError.eof)  // Unless it has succeeded.
            continuation.finish()
        }
        let pipeline = HTTPPipeline(
            limits: rules.limits, logger: logger, decide: decide, webSockets: continuation)
        let hasTLS = rules.identity != nil
        // Not a failed future where it is refused: that would stop the listener.
        _ = rules.admit(channel) { channel, origin, isInsideTLS in
            let isRedirect = hasTLS && !isInsideTLS
            let http = try pipeline.install(
                on: channel, origin: origin, isSecure: isInsideTLS, isRedirect: isRedirect)
            classified.succeed(HTTPStream(channel: http, origin: origin, isRedirect: isRedirect))
        }
        return channel.eventLoop.makeSucceededFuture(
            Value(channel: channel, http: classified.futureResult, webSockets: webSockets))
    }

    func handle(value: Value, logger: Logger) async {
        let http = await withTaskCancellationHandler {
            try? await value.http.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
        guard let stream = http else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let handler = stream.isRedirect ? self.redirecting : self
                await ConnectionOrigin.$current.withValue(stream.origin) {
                    await handler.handleHTTP(asyncChannel: stream.channel, logger: logger)
                }
            }
            for await accepted in value.webSockets {
                await accepted.serve(accepted.connection)
                accepted.connection.close(.normal)
            }
        }
    }

    /// The same channel, but whatever is asked is answered with the way to HTTPS.
    private var redirecting: DoorChannel {
        DoorChannel(rules: rules, decide: decide) { request, writer, _ in
            let head = HTTPRedirect.response(to: request.head)
            try await writer.writeResponse(head)
        }
    }
}

/// A connection that turned out to speak HTTP.
struct HTTPStream: Sendable {
    let channel: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    let origin: ConnectionOrigin
    /// Clear HTTP on the TLS door: answered with the way to HTTPS, whatever was asked.
    let isRedirect: Bool
}

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
