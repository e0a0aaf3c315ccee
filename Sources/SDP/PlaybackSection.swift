/// A section of an offer to receive, with the stream it carries and the offerer's numbers for it.
package struct PlaybackSection: Equatable, Sendable {
    package let mid: String
    /// The place of its stream among those that were given.
    package let stream: Int
    package let choice: CodecChoice
    /// Of those that we write into packets, what the offer receives.
    package let extensions: [HeaderExtension]

    package var payloadType: UInt8 { choice.payloadType }
    /// `nil` where the offerer does not take retransmissions.
    package var rtxPayloadType: UInt8? { choice.rtxPayloadType }

    /// - Parameter taken: streams that sections before this one carry.
    init(
        of section: MediaSection, mid: String, isBundled: Bool, streams: [OfferedSection],
        taken: Set<Int>
    ) throws(SDPError) {
        guard !section.isClosed else { throw .notPublished(mid: mid) }
        let kind = try section.checkBundled(mid: mid, isBundled: isBundled)
        guard section.direction.isReceiving else { throw .sendsOnly(mid: mid) }
        let free = streams.indices.filter { streams[$0].kind == kind && !taken.contains($0) }
        guard !free.isEmpty else { throw .notPublished(mid: mid) }
        let match = free.lazy.compactMap { index in
            CodecChoice(from: section, kind: kind, allowed: [streams[index].codec])
                .map { (index, $0) }
        }.first
        guard let (stream, choice) = match else {
            throw .noKnownCodec(mid: mid, offered: section.codecs.prefix(16).map(\.name))
        }
        self.mid = mid
        self.stream = stream
        self.choice = choice
        // A descriptor may take the two-byte form, which then stands beside the one-byte one.
        extensions = section.headerExtensions.filter {
            $0.1.isReceiving && HeaderExtensionURI.played.contains($0.0.uri)
        }.map(\.0)
    }

    func write(
        _ stream: OfferedSection, in section: MediaSection, transport: TransportDescription,
        to writer: inout SDPWriter
    ) {
        let rtxSSRC = rtxPayloadType == nil ? nil : stream.rtxSSRC
        let formats = [payloadType] + (rtxPayloadType.map { [$0] } ?? [])
        section.beginAnswer(&writer, mid: mid, port: 9, formats: formats.map { "\($0)" })
        writer.write(transport, setup: "passive")
        for name in ["rtcp-mux-only", "rtcp-rsize"] where section.attributes.has(name) {
            writer.attribute(name)
        }
        writer.attribute("sendonly")
        if section.attributes.has("extmap-allow-mixed") { writer.attribute("extmap-allow-mixed") }
        let offered = Dictionary(section.headerExtensions.map { ($0.0.id, $0.1) }) { one, _ in one }
        for element in extensions {
            // What the offerer only receives, we only send (RFC 8285 §6).
            let suffix = offered[element.id] == .recvonly ? "/sendonly" : ""
            writer.attribute("extmap:\(element.id)\(suffix) \(element.uri)")
        }
        let asked = section.codecs.first { $0.payloadType == payloadType }?.feedback ?? []
        writer.write(
            choice.codec.encoding, payloadType: payloadType, rtxPayloadType: rtxPayloadType,
            clockRate: choice.codec.clockRate, formatParameters: choice.formatParameters,
            feedback: choice.feedback.filter(asked.contains))
        writer.write(stream, rtxSSRC: rtxSSRC)
    }
}

extension HeaderExtensionURI {
    /// What packets to one who offers to receive may carry.
    static let played: Set = [transportSequence, audioLevel, dependencyDescriptor]
}
