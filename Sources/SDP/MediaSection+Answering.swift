extension SessionDescription {
    /// The mid of each section in order, all of them tokens and different.
    func checkedMids() throws(SDPError) -> [String] {
        var mids: [String] = []
        for (index, section) in sections.enumerated() {
            let mid = try section.checkedMid(index: index)
            guard !mids.contains(mid) else { throw .duplicateMid(mid) }
            mids.append(mid)
        }
        return mids
    }

    /// The place of the offerer-tagged section (RFC 8843 §7.1.3), which carries the transport;
    /// `nil` where it is closed or not of media.
    ///
    /// - Parameter mids: of the sections, in order.
    func taggedSection(mids: [String]) -> Int? {
        let tag = bundledMids.first
        return sections.indices.first {
            mids[$0] == tag && sections[$0].kind != nil && !sections[$0].isClosed
        }
    }

    /// What the offer says of its transport.
    func remoteTransport(tagged: Int?) throws(SDPError) -> RemoteTransport {
        let firstAlive = sections.first { !$0.isClosed && $0.kind != nil }
        return try RemoteTransport(of: tagged.map { sections[$0] } ?? firstAlive, in: self)
    }
}

// What answers of both directions have in common.
extension MediaSection {
    /// - Throws: what keeps an offered section from being a part of the one transport.
    func checkBundled(mid: String, isBundled: Bool) throws(SDPError) -> MediaKind {
        guard let kind else { throw .unsupportedKind(mid: mid, media) }
        guard transportProtocol.hasSuffix("TLS/RTP/SAVPF")
        else { throw .unsupportedProtocol(mid: mid, transportProtocol) }
        guard isBundled else { throw .notBundled(mid: mid) }
        guard attributes.has("rtcp-mux") else { throw .noRTCPMux(mid: mid) }
        return kind
    }

    func beginAnswer(_ writer: inout SDPWriter, mid: String, port: Int, formats: [String]) {
        writer.beginSection(
            media, port: port, transportProtocol: transportProtocol, formats: formats, mid: mid)
    }

    func writeClosed(mid: String, to writer: inout SDPWriter) {
        beginAnswer(&writer, mid: mid, port: 0, formats: Array(formats.prefix(1)))
        writer.attribute("inactive")
    }

    /// Keeps the transport alive with a codec of the offer that carries nothing.
    func writeInactive(
        mid: String, transport: TransportDescription, to writer: inout SDPWriter
    ) {
        beginAnswer(&writer, mid: mid, port: 9, formats: Array(formats.prefix(1)))
        writer.write(transport, setup: "passive")
        writer.attribute("inactive")
        if let codec = codecs.first, "\(codec.payloadType)" == formats.first {
            writer.attribute("rtpmap:\(codec.payloadType) \(codec.name)/\(codec.clockRate)")
        }
    }
}
