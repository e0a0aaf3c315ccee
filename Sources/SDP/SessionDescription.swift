/// What the other side wrote, as lines put in their places (RFC 8866).
///
/// Reading is lenient: what is unknown or malformed is passed over unless an answer needs it.
/// Typed views of the attributes stand in extensions of ``MediaSection``.
package struct SessionDescription: Equatable, Sendable {
    /// The version of the origin line, 0 where it is unreadable; it grows with each description.
    package let version: UInt64
    /// Attributes before the first m-line.
    package let attributes: [SDPAttribute]
    package let sections: [MediaSection]

    /// What is read at most; beyond it the whole description is refused.
    package enum Limit {
        package static let bytes = 65_536
        package static let lines = 1_000
        package static let sections = 64
        package static let candidates = 64
        package static let formats = 128
    }

    /// - Throws: ``SDPError``, for what breaks a limit or cannot be an SDP at all.
    package init(parsing text: String) throws(SDPError) {
        var parser = SDPParser()
        try parser.read(text)
        version = parser.version
        attributes = parser.sessionAttributes
        sections = parser.sections
    }

    /// The mids of the first BUNDLE group (RFC 8843 §7.1), in its order, each once.
    package var bundledMids: [String] {
        let groups = attributes.all("group").map(\.words)
        guard let bundle = groups.first(where: { $0.first == "BUNDLE" }) else { return [] }
        var seen: Set<Substring> = []
        return bundle.dropFirst().prefix(Limit.sections).filter { seen.insert($0).inserted }
            .map(String.init)
    }

    var isLite: Bool { attributes.has("ice-lite") }
}
