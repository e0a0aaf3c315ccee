/// What a connection report says, in the order in which it is shown.
package struct ReportContents: Hashable, Sendable, Codable, PersonalData {
    /// What the ways were tried by.
    package enum Client: String, Hashable, Sendable, Codable {
        case browser
        /// `aorta check`.
        case commandLine = "command-line"
    }

    package let client: Client
    /// As the client names itself, cut to ``textLimit``.
    package let software: String
    package let seen: SeenByServer
    package let lines: [ReportLine]

    /// Bytes of one text from a client.
    package static let textLimit = 300

    package init(client: Client, software: String, seen: SeenByServer, lines: [ReportLine]) {
        self.client = client
        self.software = software
        self.seen = seen
        self.lines = lines
    }

    package var redacted: String { "ReportContents(\(lines.count) lines)" }

    /// One of the ways that carry media works.
    package var hasMedia: Bool {
        lines.contains { $0.way.kind.carriesMedia && $0.outcome == .works }
    }

    /// What IT is asked to open: the ways that failed, the preferred first, each rule once.
    package var rules: [FirewallRule] {
        var seen: Set<FirewallRule> = []
        return lines.filter { $0.outcome == .fails }.map(\.way.rule)
            .filter { seen.insert($0).inserted }
    }
}
