import Clinic
import Foundation
import Testing

@testable import Signaling

/// A page that keeps to PROTOCOL.md, "Numbered sessions", over transports that break: what the
/// page does on its side, without a network.
final class SwitchingClient {
    enum Transport: Equatable {
        case none, polls
        case socket(TransportLease)
    }

    private(set) var session: NumberedSession
    private let find: () async throws -> NumberedSession?
    private(set) var transport = Transport.none
    /// Chat lines in the order in which they were shown.
    private(set) var lines: [String] = []
    /// Numbers of what came, in their order.
    private(set) var numbers: [UInt64] = []
    private(set) var closure: ConnectionClosure?
    private(set) var kinds: [ServerMessage.Kind] = []
    private var seen: UInt64 = 0
    private var given: UInt64 = 0
    private var outbox: [(number: UInt64, message: ClientMessage)] = []
    /// The last number written on the present transport.
    private var written: UInt64 = 0
    /// On its way over a transport that broke: it may yet arrive.
    private var late: [String] = []

    /// - Parameter find: what the door does for every WebSocket and request.
    init(_ find: @escaping () async throws -> NumberedSession?) async throws {
        self.find = find
        session = try #require(try await find())
        put(.join(JoinRequest()))
    }

    var isAllSeen: Bool { outbox.isEmpty }

    func put(_ message: ClientMessage) {
        given += 1
        outbox.append((given, message))
    }

    /// Takes the session over by a WebSocket, with whatever is to be said first.
    func openSocket() async throws {
        session = try #require(try await find())
        let first = outbox.first.map(encode) ?? encode(number: nil, .ping)
        let lease = try #require(await session.attach(by: Array(first.utf8)))
        transport = .socket(lease)
        written = 0
    }

    func usePolls() async throws {
        session = try #require(try await find())
        transport = .polls
    }

    /// The transport breaks. What the page had written there may be lost, or arrive later.
    func breakOff(losing count: Int = 0) async {
        if case .socket(let lease) = transport {
            await session.transportEnded(lease)
        }
        late += outbox.suffix(count).map(encode)
        transport = .none
    }

    /// Everything that was on its way arrives now, behind newer transports.
    func deliverLate() async {
        for text in late { _ = await session.receive(Array(text.utf8)) }
        late = []
    }

    /// Writes what is to be said: at most `count` messages of it arrive.
    ///
    /// - Parameter isAnswerLost: the server does it, and the page doesn't hear of that.
    func say(_ count: Int = .max, isAnswerLost: Bool = false) async {
        for (number, message) in outbox.prefix(count)
        where transport == .polls || (transport != .none && number > written) {
            let text = encode(number: number, message)
            let receipt = await session.receive(Array(text.utf8))
            #expect(receipt == .taken)
            written = max(written, number)
        }
        if transport == .polls, !isAnswerLost { confirm(session.performed) }
    }

    /// Reads what there is now.
    ///
    /// - Parameter isLost: it leaves the server, and the page does not get it.
    func listen(isLost: Bool = false) async throws {
        switch transport {
        case .none: break
        case .socket(let lease):
            while let item = session.outbound.takeNext(lease) {
                if !isLost { show(item) }
            }
        case .polls:
            let answer = try #require(await session.poll(behind: seen, waiting: .zero))
            guard !isLost else { return }
            for text in answer.messages { show(.message(text)) }
            if let closure = answer.closure { show(.close(closure)) }
            confirm(answer.seen)
        }
    }

    private func show(_ item: OutboundItem) {
        switch item {
        case .close(let closure): self.closure = closure
        case .message(let text):
            guard
                let envelope = try? JSONDecoder().decode(
                    ServerEnvelope.self, from: Data(text.utf8)),
                let number = envelope.numbers.number
            else {
                Issue.record("not numbered: \(text)")
                return
            }
            confirm(envelope.numbers.seen ?? 0)
            guard number > seen else { return }
            seen = number
            numbers.append(number)
            kinds.append(envelope.message.kind)
            if case .chat(let line) = envelope.message { lines.append(line.text) }
        }
    }

    private func confirm(_ number: UInt64) {
        outbox.removeAll { $0.number <= number }
    }

    private func encode(number: UInt64?, _ message: ClientMessage) -> String {
        MessageText.encode(
            ClientEnvelope(numbers: MessageNumbers(number: number, seen: seen), message))
    }
}
