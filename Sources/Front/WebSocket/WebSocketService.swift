import Signaling

/// What serves one WebSocket from the moment it is open. Messages go in one after the other, and
/// come out as fast as the client reads.
struct WebSocketService: Sendable {
    /// A WebSocket of a numbered session that says nothing for so long is closed.
    private static let firstMessageLimit = Duration.seconds(10)

    let consultations: ConsultationDirectory
    let pass: EntryPass

    /// A session of its own, which ends with the connection.
    func serve(_ connection: WebSocketConnection) async {
        let outbound = OutboundQueue()
        let session: SignalingSession?
        do {
            session = try await consultations.open(pass, outbound: outbound)
        } catch {
            return connection.close(.internalError)
        }
        guard let session else { return connection.close(.callEnded) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Self.write(outbound, to: connection) }
            for await text in connection.messages { await session.receive(Array(text.utf8)) }
            await session.connectionClosed()
            await group.waitForAll()
        }
    }

    /// A numbered session, which this connection takes over with its first message.
    func serve(_ connection: WebSocketConnection, session name: String) async {
        let session: NumberedSession?
        do {
            session = try await consultations.session(name, of: pass, opensNew: true)
        } catch {
            return connection.close(.internalError)
        }
        guard let session else { return connection.close(.callEnded) }
        guard let (lease, first) = await takeOver(session, by: connection) else {
            return await session.discardIfUnused()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await Self.write(session.outbound, lease, to: connection)
                connection.close(.moved)  // No effect behind a closure.
            }
            await Self.receive(first, connection, into: session)
            await session.transportEnded(lease)
            group.cancelAll()
        }
    }

    /// Waits for the first message, which says where the session goes on.
    private func takeOver(
        _ session: NumberedSession, by connection: WebSocketConnection
    ) async -> (TransportLease, first: String)? {
        let patience = Task {
            try await Task.sleep(for: Self.firstMessageLimit)
            connection.close(.idle)
        }
        defer { patience.cancel() }
        for await first in connection.messages {
            guard let lease = await session.attach(by: Array(first.utf8)) else {
                await Self.refuse(.unknownSession, connection)
                return nil
            }
            return (lease, first)
        }
        return nil
    }

    private static func receive(
        _ first: String, _ connection: WebSocketConnection, into session: NumberedSession
    ) async {
        guard await session.receive(Array(first.utf8)) != .outOfStep else {
            return await refuse(.outOfStep, connection)
        }
        for await text in connection.messages
        where await session.receive(Array(text.utf8)) == .outOfStep {
            return await refuse(.outOfStep, connection)
        }
    }

    /// A fatal error of the connection's own: it has no number.
    private static func refuse(_ code: ErrorCode, _ connection: WebSocketConnection) async {
        await connection.write(MessageText.encode(ServerEnvelope(.error(Complaint(code)))))
        connection.close(ConnectionClosure(code))
    }

    private static func write(
        _ outbound: OutboundQueue, _ lease: TransportLease = .first,
        to connection: WebSocketConnection
    ) async {
        while let item = await outbound.next(lease) {
            switch item {
            case .message(let text): await connection.write(text)
            case .close(let closure): connection.close(closure)
            }
        }
    }
}

extension WebSocketConnection {
    fileprivate func close(_ closure: ConnectionClosure) {
        close(WebSocketClose(code: closure.code), reason: closure.reason)
    }
}

extension ConnectionClosure {
    fileprivate static let callEnded = Self(.callEnded)
    fileprivate static let idle = Self(.idle)
}
