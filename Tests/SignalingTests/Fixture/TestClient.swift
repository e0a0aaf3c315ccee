import Clinic
import Foundation
import Testing

@testable import Signaling

/// A browser on the other end of a session.
struct TestClient {
    let session: SignalingSession
    let outbound: OutboundQueue

    /// Sends a message; it is done when this returns.
    func send(_ message: ClientMessage, id: String? = nil) async {
        await session.receive(Array(MessageText.encode(ClientEnvelope(id: id, message)).utf8))
    }

    func sendText(_ text: String) async {
        await session.receive(Array(text.utf8))
    }

    /// Joins, and gives the `joined`.
    @discardableResult
    func join(_ request: JoinRequest = JoinRequest()) async throws -> Welcome {
        await send(.join(request), id: "join")
        for message in received() {
            if case .joined(let welcome) = message { return welcome }
        }
        throw MemoryClinic.Broken()
    }

    /// Everything that came since the last time, the closure left out.
    func received() -> [ServerMessage] {
        envelopes().map(\.message)
    }

    func envelopes() -> [ServerEnvelope] {
        items().compactMap { item in
            guard case .message(let text) = item else { return nil }
            return try? JSONDecoder().decode(ServerEnvelope.self, from: Data(text.utf8))
        }
    }

    /// Everything that came since the last time.
    func items() -> [OutboundItem] {
        var items: [OutboundItem] = []
        while let item = outbound.takeNext() { items.append(item) }
        return items
    }

    /// The fatal error and the close code at the end of what came.
    func ending() -> (code: ErrorCode?, close: UInt16?) {
        var code: ErrorCode?
        var close: UInt16?
        for item in items() {
            switch item {
            case .close(let closure):
                close = closure.code
            case .message(let text):
                let envelope = try? JSONDecoder().decode(
                    ServerEnvelope.self, from: Data(text.utf8))
                if case .error(let complaint) = envelope?.message { code = complaint.code }
            }
        }
        return (code, close)
    }

    /// The codes of the errors that came since the last time.
    func errors() -> [ErrorCode] {
        received().compactMap { message in
            guard case .error(let complaint) = message else { return nil }
            return complaint.code
        }
    }

    /// The connection breaks.
    func drop() async {
        await session.connectionClosed()
    }
}
