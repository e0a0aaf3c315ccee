/// The offer of everything a subscriber shall see (RFC 9429 §5.2).
package enum SubscribeOffer {
    /// Writes an offer.
    ///
    /// - Parameters:
    ///   - sections: all there ever were on this connection, in their first order; at least one.
    ///   - sessionVersion: one more than in the offer before.
    package static func make(
        sections: [OfferedSection], transport: TransportDescription, sessionVersion: UInt64
    ) -> String {
        var writer = SDPWriter()
        writer.beginSession(
            version: sessionVersion, bundle: sections.map(\.mid), allowsMixed: true)
        for section in sections { write(section, transport: transport, to: &writer) }
        return writer.text
    }

    private static func write(
        _ section: OfferedSection, transport: TransportDescription, to writer: inout SDPWriter
    ) {
        let codec = section.codec
        let hasRTX = section.rtxSSRC != nil
        let rtxPayloadType = hasRTX ? codec.rtxPayloadType : nil
        let formats = [codec.payloadType] + (rtxPayloadType.map { [$0] } ?? [])
        writer.beginSection(
            codec.kind.rawValue, port: 9, transportProtocol: "UDP/TLS/RTP/SAVPF",
            formats: formats.map { "\($0)" }, mid: section.mid)
        writer.write(transport, setup: "actpass")
        writer.attribute("rtcp-rsize")
        writer.attribute(section.isActive ? "sendonly" : "inactive")
        for element in HeaderExtensionURI.subscribed(codec.kind) {
            writer.attribute("extmap:\(element.id) \(element.uri)")
        }
        writer.write(
            codec.encoding, payloadType: codec.payloadType, rtxPayloadType: rtxPayloadType,
            clockRate: codec.clockRate, formatParameters: codec.formatParameters,
            feedback: codec.feedback)
        guard section.isActive else { return }
        writer.write(section, rtxSSRC: section.rtxSSRC)
    }
}
