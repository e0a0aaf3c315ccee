import NIOCore

/// One open WebSocket, as its session sees it.
package struct WebSocketConnection: Sendable {
    /// Whole text messages in order; ends when the connection does.
    package let messages: AsyncStream<String>
    private let handler: NIOLoopBound<WebSocketHandler>
    private let eventLoop: any EventLoop

    init(
        messages: AsyncStream<String>, handler: NIOLoopBound<WebSocketHandler>,
        eventLoop: any EventLoop
    ) {
        self.messages = messages
        self.handler = handler
        self.eventLoop = eventLoop
    }

    /// Sends one text message and returns when it has gone out, so that whoever makes them feels
    /// a slow reader; after the close it is dropped. Order is that of the calls.
    package func write(_ text: String) async {
        let sent = eventLoop.makePromise(of: Void.self)
        eventLoop.execute { [handler] in handler.value.send(text, promise: sent) }
        try? await sent.futureResult.get()
    }

    /// Sends what was sent before, then the close frame. Again: no effect.
    package func close(_ code: WebSocketClose, reason: String = "") {
        eventLoop.execute { [handler] in handler.value.close(code, reason: reason) }
    }
}

/// A WebSocket that was let in, with what serves it until it closes.
struct AcceptedWebSocket: Sendable {
    let connection: WebSocketConnection
    let serve: @Sendable (WebSocketConnection) async -> Void
}
