/// What a subscriber makes of our offer.
package struct SubscribeAnswer: Equatable, Sendable {
    /// `nil` where the subscriber closed every section: then there is no transport.
    package let remote: RemoteTransport?
    /// Sections that it wants to receive, in the offer's order.
    package let accepted: [AcceptedSection]
    /// Mids of active sections that it closed or does not receive, as it does when it cannot
    /// decode the codec.
    package let refused: [String]

    /// - Parameters:
    ///   - text: the browser's answer.
    ///   - sections: those of the offer that is answered.
    /// - Throws: ``SDPError`` where the answer does not fit the offer.
    package init(parsing text: String, for sections: [OfferedSection]) throws(SDPError) {
        let answer = try SessionDescription(parsing: text)
        guard answer.sections.count == sections.count
        else {
            throw .wrongSectionCount(offered: sections.count, answered: answer.sections.count)
        }
        var accepted: [AcceptedSection] = []
        var refused: [String] = []
        for (offered, answered) in zip(sections, answer.sections) {
            // A closed section may go without its mid (RFC 9429 §5.3.1).
            guard answered.mid == offered.mid || (answered.isClosed && answered.mid == nil)
            else { throw .wrongMid(offered: offered.mid, answered: answered.mid ?? "") }
            guard offered.isActive else { continue }
            if let section = AcceptedSection(of: answered, to: offered) {
                accepted.append(section)
            } else {
                refused.append(offered.mid)
            }
        }
        self.accepted = accepted
        self.refused = refused

        let alive = answer.sections.filter { !$0.isClosed }
        let tagged = alive.first { $0.mid == answer.bundledMids.first } ?? alive.first
        if let tagged {
            remote = try RemoteTransport(of: tagged, in: answer)
        } else {
            remote = nil
        }
    }
}

/// A section that the subscriber receives, with the numbers it is to be sent with.
package struct AcceptedSection: Equatable, Sendable {
    package let mid: String
    package let payloadType: UInt8
    /// `nil` where the subscriber does not take retransmissions.
    package let rtxPayloadType: UInt8?
    package let extensions: [HeaderExtension]

    /// - Returns: `nil` where the section is closed, receives nothing, or took a codec other than
    ///   the offered one: Firefox answers 10-bit VP9 with the 8-bit one.
    init?(of answered: MediaSection, to offered: OfferedSection) {
        let codecs = answered.codecs
        guard !answered.isClosed, answered.direction.isReceiving,
            let match = codecs.first(where: { Codec($0) == offered.codec })
        else { return nil }
        mid = offered.mid
        payloadType = match.payloadType
        rtxPayloadType =
            codecs.first {
                $0.name.lowercased() == "rtx" && $0.parameter("apt") == "\(match.payloadType)"
            }?.payloadType
        let known = Set(HeaderExtensionURI.subscribed(offered.kind))
        extensions = answered.headerExtensions.map(\.0).filter(known.contains)
    }
}
