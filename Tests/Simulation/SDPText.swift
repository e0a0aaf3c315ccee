/// A description taken apart into lines, as naively as a test may read it.
///
/// Knows nothing of the server's own parser, so that the two cannot share a mistake.
package struct SDPText: Sendable {
    package let session: [Substring]
    /// The lines of each section, its m-line first.
    package let sections: [[Substring]]

    package init(_ text: String) {
        var session: [Substring] = []
        var sections: [[Substring]] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("m=") {
                sections.append([line])
            } else if sections.isEmpty {
                session.append(line)
            } else {
                sections[sections.count - 1].append(line)
            }
        }
        self.session = session
        self.sections = sections
    }

    /// What follows `prefix` in the first line that has it.
    package static func value(_ prefix: String, in lines: [Substring]) -> String? {
        values(prefix, in: lines).first
    }

    package static func values(_ prefix: String, in lines: [Substring]) -> [String] {
        lines.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// The server's ICE credentials.
    package var credentials: (ufrag: String, password: String)? {
        guard let section = sections.first,
            let ufrag = Self.value("a=ice-ufrag:", in: section),
            let password = Self.value("a=ice-pwd:", in: section)
        else { return nil }
        return (ufrag, password)
    }
}
