/// One thing that happened, before it has its place in the log.
package struct AuditEvent: Hashable, Sendable, PersonalData {
    /// Longer details are cut.
    package static let detailByteLimit = 200

    package let kind: AuditKind
    /// `nil` for what belongs to no hospital, as a sign-in with an unknown name.
    package let hospital: HospitalID?
    /// Who did it; `nil` for strangers and for the server itself.
    package let actor: PersonID?
    package let appointment: AppointmentID?
    /// Where it came from: an address without its port; kept because the audit needs it.
    package let source: String?
    /// A stable word or an opaque identifier: a refusal's raw value, a recording's file. Never a
    /// name, a text or a token.
    package let detail: String?
    package let at: WallTime

    package init(
        _ kind: AuditKind, in hospital: HospitalID?, by actor: PersonID? = nil,
        appointment: AppointmentID? = nil, source: String? = nil, detail: String? = nil,
        at: WallTime
    ) {
        self.kind = kind
        self.hospital = hospital
        self.actor = actor
        self.appointment = appointment
        self.source = source.map(Self.cut)
        self.detail = detail.map(Self.cut)
        self.at = at
    }

    package var redacted: String { "AuditEvent(\(kind.rawValue))" }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > detailByteLimit else { return text }
        var cut = text.unicodeScalars
        while String(cut).utf8.count > detailByteLimit { cut.removeLast() }
        return String(cut)
    }
}
