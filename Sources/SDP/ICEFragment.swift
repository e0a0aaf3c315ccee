/// What a client says of its ICE between descriptions: candidates that it found, or new
/// credentials with which ICE restarts (RFC 8840 §4.4, RFC 9725 §4.3).
///
/// The candidates are only counted: a lite agent sends no checks, and learns where the client is
/// by those that it gets.
package struct ICEFragment: Equatable, Sendable {
    package let ufrag: String
    package let password: String
    /// What follows `m=` and `a=mid:` of the section that it is about, to be answered alike.
    private let media: String
    private let mid: String?

    /// - Throws: ``SDPError`` where it breaks a limit, or says not whose it is.
    package init(parsing text: String) throws(SDPError) {
        let description = try SessionDescription(parsing: "v=0\r\n" + text)
        let section = description.sections.first
        let attributes = (section?.attributes ?? []) + description.attributes
        guard let ufrag = attributes.value(of: "ice-ufrag"),
            let password = attributes.value(of: "ice-pwd")
        else { throw .fragmentWithoutCredentials }
        guard (4...256).contains(ufrag.utf8.count), (22...256).contains(password.utf8.count)
        else { throw .malformedICECredentials }
        self.ufrag = ufrag
        self.password = password
        media = section?.kind?.rawValue ?? MediaKind.audio.rawValue
        mid = try section?.checkedMid(index: 0)
    }

    /// What a restart is answered with.
    package func answer(_ transport: TransportDescription) -> String {
        var writer = SDPWriter()
        writer.attribute("ice-lite")
        writer.attribute("ice-options:trickle ice2")
        if let mid {
            writer.attribute("group:BUNDLE \(mid)")
            writer.line("m=\(media) 9 UDP/TLS/RTP/SAVPF 0")
            writer.attribute("mid:\(mid)")
        }
        writer.attribute("ice-ufrag:\(transport.ufrag)")
        writer.attribute("ice-pwd:\(transport.password)")
        transport.candidates.forEach { writer.attribute($0) }
        writer.attribute("end-of-candidates")
        return writer.text
    }
}

/// Shows no secret, should it ever meet a log.
extension ICEFragment: CustomStringConvertible {
    package var description: String { "ICEFragment(\(ufrag), …)" }
}
