import Clinic
import Logging
import Synchronization

/// Writes into the audit log which token came from where, once for each pair, and keeps no join
/// waiting for it.
final class AccessLog: Sendable {
    /// Pairs that are remembered; a full table forgets all, and then more is written.
    private static let pairLimit = 1_024
    /// Events that wait; further ones are lost, which is logged.
    private static let waitingLimit = 1_024

    private struct Pair: Hashable {
        let token: String
        let scope: ToolToken.Scope
        let source: String
    }

    private let seen = Mutex<Set<Pair>>([])
    private let waiting: AsyncStream<AuditEvent>
    private let incoming: AsyncStream<AuditEvent>.Continuation
    private let audit: any AuditLog
    private let log: Logger

    init(_ audit: any AuditLog, log: Logger) {
        self.audit = audit
        self.log = log
        (waiting, incoming) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(Self.waitingLimit))
    }

    func note(_ request: ToolRequest, _ scope: ToolToken.Scope, at now: WallTime) {
        let token = request.pass.token.id
        let isNew = seen.withLock { seen in
            if seen.count >= Self.pairLimit { seen.removeAll() }
            return seen.insert(Pair(token: token, scope: scope, source: request.source)).inserted
        }
        guard isNew else { return }
        let event = AuditEvent(
            .toolEntered, in: nil, source: request.source, detail: "\(scope.rawValue) \(token)",
            at: now)
        if case .dropped = incoming.yield(event) { tellLost() }
    }

    /// Writes until ``finish()``.
    func run() async {
        for await event in waiting {
            do {
                _ = try await audit.append(event)
            } catch {
                tellLost()
            }
        }
    }

    func finish() { incoming.finish() }

    private func tellLost() {
        log.error(
            "an audit event could not be written",
            metadata: [LogKey.reason: .string(AuditKind.toolEntered.rawValue)])
    }
}
