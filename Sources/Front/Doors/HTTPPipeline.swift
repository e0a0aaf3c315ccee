import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The handlers of one HTTP/1.1 connection, from bytes to Hummingbird's request parts.
///
///     encoder, decoder ─ RequestPace ─ WebSocketGate ─ codec ─ idle timer ─ Hummingbird
struct HTTPPipeline: Sendable {
    let limits: FrontLimits
    let logger: Logger
    let decide: WebSocketGate.Decider
    let webSockets: AsyncStream<AcceptedWebSocket>.Continuation

    /// Adds the handlers at the end of `channel`'s pipeline; on its event loop only.
    func install(
        on channel: any Channel, origin: ConnectionOrigin, isSecure: Bool, isRedirect: Bool
    ) throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
        var header = NIOHTTPDecoderLimitConfiguration()
        header.maxHeaderFieldSize = limits.headerBytes
        header.maxHeaderListSize = limits.headerBytes
        header.maxHeaderFieldCount = limits.headerFields

        let encoder = HTTPResponseEncoder()
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: header))
        let idleTimer = HTTPConnectionStateHandler(idleTimeout: limits.idle, logger: logger)
        let pace = RequestPace(requestLimit: limits.request, stallLimit: limits.stall)
        let gate = WebSocketGate(
            decide: isRedirect ? nil : decide, origin: origin, isSecure: isSecure,
            webSockets: webSockets,
            replaced: WebSocketGate.Replaced(
                encoder: encoder, decoder: decoder, pace: pace, idleTimer: idleTimer),
            limits: limits)

        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandlers([encoder, decoder, pace, gate])
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
        try pipeline.addHandler(idleTimer)
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true))
    }
}
