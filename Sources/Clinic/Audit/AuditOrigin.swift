/// Who does a thing and from where, before it becomes an ``AuditEvent``.
package struct AuditOrigin: Hashable, Sendable, PersonalData {
    /// `nil`: the operator at the server itself.
    package let actor: PersonID?
    /// An address without its port, or `command-line`.
    package let source: String?

    package init(actor: PersonID?, source: String?) {
        self.actor = actor
        self.source = source
    }

    /// Somebody who may write the server's files.
    package static let commandLine = AuditOrigin(actor: nil, source: "command-line")

    package var redacted: String { "AuditOrigin" }

    /// An event of this origin.
    package func event(
        _ kind: AuditKind, in hospital: HospitalID?, appointment: AppointmentID? = nil,
        detail: String? = nil, at now: WallTime
    ) -> AuditEvent {
        AuditEvent(
            kind, in: hospital, by: actor, appointment: appointment, source: source,
            detail: detail, at: now)
    }
}
