import Clinic
import Logging

/// How failures of the clinic's memory and of the media plane are met.
extension Consultation {
    /// What must be stored before it may be done; a failure is the client's to know.
    func stored<Value: Sendable>(
        _ work: () async throws -> Value
    ) async throws(Complaint) -> Value {
        do {
            return try await work()
        } catch {
            logFailure(error)
            throw Complaint(.unavailable)
        }
    }

    /// What should be stored, but does not hold up a call: a full disk must not end it.
    func attempt(_ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            logFailure(error)
        }
    }

    /// Appends to the hospital's audit log; a failure is logged.
    ///
    /// - Parameter originator: `nil` for the server itself.
    func audit(_ kind: AuditKind, _ originator: Originator?, detail: String? = nil) async {
        let event = auditEvent(kind, originator, detail: detail)
        await attempt { _ = try await context.stores.audit.append(event) }
    }

    /// Appends to the audit log what must be in it before it may be done.
    func auditFirst(
        _ kind: AuditKind, _ originator: Originator?, detail: String? = nil
    ) async throws(Complaint) {
        let event = auditEvent(kind, originator, detail: detail)
        let context = context
        _ = try await stored { try await context.stores.audit.append(event) }
    }

    private func auditEvent(
        _ kind: AuditKind, _ originator: Originator?, detail: String?
    ) -> AuditEvent {
        AuditEvent(
            kind, in: context.hospital.id, by: originator?.person,
            appointment: context.appointment, source: originator?.source, detail: detail, at: now)
    }

    /// Takes a step of the call's state machine in the store; `nil` where that failed.
    func store(_ change: CallChange, at now: WallTime) async -> CallTransition? {
        do {
            return try await context.stores.appointments.apply(
                change, to: context.appointment, in: context.hospital.id, at: now)
        } catch {
            logFailure(error)
            return nil
        }
    }

    func complaint(about error: MediaPlaneError) -> Complaint {
        switch error {
        case .badDescription(let rule): Complaint(.mediaRefused, text: rule)
        case .full: Complaint(.mediaRefused, text: "The call can carry no more.")
        case .unavailable: Complaint(.mediaUnavailable)
        }
    }

    func logFailure(_ error: any Error) {
        context.log.error(
            "a consultation's event could not be stored",
            metadata: [LogKey.error: "\(String(describing: error))"])
    }
}
