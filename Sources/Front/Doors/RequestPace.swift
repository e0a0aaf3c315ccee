import NIOCore
import NIOHTTP1

/// Closes a connection whose request body dribbles, or whose reader has stopped reading.
///
/// The first limit runs from the head of a request to its end and nothing in between moves it;
/// the second runs while the outgoing buffer stays full.
final class RequestPace: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let requestLimit: TimeAmount
    private let stallLimit: TimeAmount
    private var request: Scheduled<Void>?
    private var stall: Scheduled<Void>?

    init(requestLimit: Duration, stallLimit: Duration) {
        self.requestLimit = TimeAmount(requestLimit)
        self.stallLimit = TimeAmount(stallLimit)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        request?.cancel()
        stall?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: request = closing(context, after: requestLimit)
        case .body: break
        case .end: request?.cancel()
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        if !context.channel.isWritable { stall = closing(context, after: stallLimit) }
        context.fireChannelWritabilityChanged()
    }

    private func closing(
        _ context: ChannelHandlerContext, after limit: TimeAmount
    ) -> Scheduled<Void> {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        return context.value.eventLoop.scheduleTask(in: limit) {
            context.value.close(promise: nil)
        }
    }
}
