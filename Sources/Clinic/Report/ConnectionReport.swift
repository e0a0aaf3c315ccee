/// What one computer found out about its ways to this server, kept for support.
package struct ConnectionReport: Hashable, Sendable, PersonalData {
    /// Older reports are dropped.
    package static let lifetime = Duration.seconds(30 * 24 * 3600)
    /// Kept of one hospital, and of all that were made without signing in; the oldest go first.
    package static let keptLimit = 500

    package let code: ReportCode
    /// `nil` for one that was made on a command line, by nobody who had signed in.
    package let hospital: HospitalID?
    package let person: PersonID?
    package let createdAt: WallTime
    package let contents: ReportContents

    package init(
        code: ReportCode, hospital: HospitalID?, person: PersonID?, createdAt: WallTime,
        contents: ReportContents
    ) {
        self.code = code
        self.hospital = hospital
        self.person = person
        self.createdAt = createdAt
        self.contents = contents
    }

    package var redacted: String { "ConnectionReport" }

    /// Who may open it: staff of its hospital, and whoever made it.
    ///
    /// A report of nobody's hospital holds an address and figures, and is open to all staff who
    /// were told its code.
    package func isOpen(to person: Person) -> Bool {
        let isStaff = person.role == .doctor || person.role == .hospitalAdmin
        guard let hospital else { return isStaff }
        return hospital == person.hospital && (isStaff || self.person == person.id)
    }
}
