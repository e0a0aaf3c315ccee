/// The answer to a browser that offers to send (RFC 9429 §5.3).
///
/// It has the offer's sections in the offer's order, and in each one codec. A section we cannot
/// use is closed; the first of the bundle is only made inactive, for it carries the transport.
package struct PublishAnswer: Sendable {
    package let text: String
    /// The sections that carry or may carry media, in order.
    package let sections: [PublishedSection]
    package let refused: [RefusedSection]
    package let remote: RemoteTransport

    /// - Parameters:
    ///   - offer: from the browser; a later one of the same connection has the same sections
    ///     first.
    ///   - allowed: what may be chosen; leave out what a subscriber cannot decode.
    /// - Throws: ``SDPError`` where the offer breaks a rule, or nothing in it can be used.
    package static func make(
        to offer: SessionDescription, transport: TransportDescription,
        allowed: Set<Codec> = Set(Codec.allCases)
    ) throws(SDPError) -> PublishAnswer {
        let mids = try offer.checkedMids()
        let bundled = offer.bundledMids
        let tagged = offer.taggedSection(mids: mids)
        let remote = try offer.remoteTransport(tagged: tagged)

        let answers = offer.sections.indices.map { index in
            SectionAnswer(
                to: offer.sections[index], mid: mids[index],
                isBundled: bundled.contains(mids[index]), isTagged: index == tagged,
                allowed: allowed)
        }
        let reasons = answers.compactMap(\.refused)
        guard answers.contains(where: { $0.published != nil })
        else { throw .nothingUsable(reasons.map(\.reason)) }

        var writer = SDPWriter()
        let alive = Set(answers.filter(\.isAlive).map(\.mid))
        writer.beginSession(
            version: offer.version, bundle: bundled.filter(alive.contains),
            allowsMixed: offer.attributes.has("extmap-allow-mixed"))
        for answer in answers { answer.write(to: &writer, transport: transport) }
        return PublishAnswer(
            text: writer.text, sections: answers.compactMap(\.published), refused: reasons,
            remote: remote)
    }
}

/// Shows no line of SDP, should it ever meet a log.
extension PublishAnswer: CustomStringConvertible {
    package var description: String { "PublishAnswer(\(sections.count) sections)" }
}
