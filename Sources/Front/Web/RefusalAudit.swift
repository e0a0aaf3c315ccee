import Clinic
import Logging

/// Writes what was refused, and other events of the doors, into the audit log.
struct RefusalAudit: Sendable {
    let services: FrontServices
    let logger: Logger
    let limit: RefusalLimit

    /// - Parameter reason: a stable word.
    func refused(
        _ reason: String, kind: AuditKind = .accessRefused, appointment: AppointmentID? = nil,
        context: FrontContext
    ) async {
        await record(kind, appointment: appointment, detail: reason, context: context)
    }

    /// A log that cannot be written does not open a door: what was refused stays refused.
    func record(
        _ kind: AuditKind, appointment: AppointmentID? = nil, detail: String? = nil,
        context: FrontContext
    ) async {
        await append(
            AuditEvent(
                kind, in: context.visitor?.person.hospital, by: context.visitor?.person.id,
                appointment: appointment, source: context.origin.source, detail: detail,
                at: services.now()))
    }

    func append(_ event: AuditEvent) async {
        guard let event = limit.bounded(event) else { return }
        do {
            _ = try await services.stores.audit.append(event)
        } catch {
            logger.error(
                "an audit event could not be written",
                metadata: ["kind": .string(event.kind.rawValue)])
        }
    }
}
