/// The answer to one who offers to receive: the streams of one publisher, in the sections and the
/// numbers of the offer (draft-ietf-wish-whep-03 §4.2.1).
///
/// Each stream goes into the first free section of its kind that knows its codec. A section that no
/// stream is left for is closed; the first of the bundle is only made inactive, for it carries the
/// transport.
package struct PlaybackAnswer: Sendable {
    package let text: String
    /// The sections that carry media, in order.
    package let sections: [PlaybackSection]
    package let remote: RemoteTransport

    /// - Parameter streams: what there is to receive; the mids of the offer stand in for theirs.
    /// - Throws: ``SDPError`` where the offer breaks a rule, or receives none of the streams.
    package static func make(
        to offer: SessionDescription, streams: [OfferedSection], transport: TransportDescription
    ) throws(SDPError) -> PlaybackAnswer {
        let mids = try offer.checkedMids()
        let bundled = offer.bundledMids
        let tagged = offer.taggedSection(mids: mids)
        let remote = try offer.remoteTransport(tagged: tagged)

        var settled: [PlaybackSection?] = []
        var reasons: [SDPError] = []
        for (section, mid) in zip(offer.sections, mids) {
            do throws(SDPError) {
                let taken = Set(settled.compactMap { $0?.stream })
                settled.append(
                    try PlaybackSection(
                        of: section, mid: mid, isBundled: bundled.contains(mid),
                        streams: streams, taken: taken))
            } catch {
                settled.append(nil)
                reasons.append(error)
            }
        }
        let sections = settled.compactMap(\.self)
        guard !sections.isEmpty else { throw .nothingUsable(reasons) }

        let alive = Set(mids.indices.filter { settled[$0] != nil || $0 == tagged }.map { mids[$0] })
        var writer = SDPWriter()
        writer.beginSession(
            version: offer.version, bundle: bundled.filter(alive.contains),
            allowsMixed: offer.attributes.has("extmap-allow-mixed"))
        for (index, section) in offer.sections.enumerated() {
            if let playback = settled[index] {
                playback.write(
                    streams[playback.stream], in: section, transport: transport, to: &writer)
            } else if index == tagged {
                section.writeInactive(mid: mids[index], transport: transport, to: &writer)
            } else {
                section.writeClosed(mid: mids[index], to: &writer)
            }
        }
        return PlaybackAnswer(text: writer.text, sections: sections, remote: remote)
    }
}

/// Shows no line of SDP, should it ever meet a log.
extension PlaybackAnswer: CustomStringConvertible {
    package var description: String { "PlaybackAnswer(\(sections.count) sections)" }
}
