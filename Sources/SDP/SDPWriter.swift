/// Writes descriptions line by line, in the order of RFC 8866 §5, each ended by CR LF.
///
/// Control characters in values are left out, so that no value can begin a line of its own.
struct SDPWriter {
    private(set) var text = ""

    /// - Parameter version: of the origin line; grows with each description.
    mutating func beginSession(version: UInt64, bundle mids: [String], allowsMixed: Bool) {
        line("v=0")
        line("o=- 1 \(version) IN IP4 127.0.0.1")
        line("s=-")
        line("t=0 0")
        if !mids.isEmpty { attribute("group:BUNDLE " + mids.joined(separator: " ")) }
        attribute("ice-lite")
        if allowsMixed { attribute("extmap-allow-mixed") }
        attribute("msid-semantic: WMS *")
    }

    /// - Parameter port: 9 for a living section, 0 for a closed one.
    mutating func beginSection(
        _ media: String, port: Int, transportProtocol: String, formats: [String], mid: String
    ) {
        line("m=\(media) \(port) \(transportProtocol) \(formats.joined(separator: " "))")
        line("c=IN IP4 0.0.0.0")
        attribute("mid:\(mid)")
    }

    /// What every living section repeats of the one transport.
    mutating func write(_ transport: TransportDescription, setup: String) {
        attribute("ice-ufrag:\(transport.ufrag)")
        attribute("ice-pwd:\(transport.password)")
        attribute("ice-options:trickle ice2")
        attribute("fingerprint:sha-256 \(transport.fingerprint)")
        attribute("setup:\(setup)")
        transport.candidates.forEach { attribute($0) }
        attribute("end-of-candidates")
        attribute("rtcp-mux")
    }

    /// A payload type and, where there is one, that of its retransmissions.
    mutating func write(
        _ encoding: String, payloadType: UInt8, rtxPayloadType: UInt8?, clockRate: Int,
        formatParameters: String, feedback: [String]
    ) {
        attribute("rtpmap:\(payloadType) \(encoding)")
        feedback.forEach { attribute("rtcp-fb:\(payloadType) \($0)") }
        if !formatParameters.isEmpty { attribute("fmtp:\(payloadType) \(formatParameters)") }
        guard let rtxPayloadType else { return }
        attribute("rtpmap:\(rtxPayloadType) rtx/\(clockRate)")
        attribute("fmtp:\(rtxPayloadType) apt=\(payloadType)")
    }

    /// The stream that a section carries.
    ///
    /// - Parameter rtxSSRC: of its retransmissions, where there are any.
    mutating func write(_ stream: OfferedSection, rtxSSRC: UInt32?) {
        attribute("msid:\(stream.mediaStreamID.stream) \(stream.mediaStreamID.track)")
        if let rtxSSRC { attribute("ssrc-group:FID \(stream.ssrc) \(rtxSSRC)") }
        attribute("ssrc:\(stream.ssrc) cname:\(stream.cname)")
        if let rtxSSRC { attribute("ssrc:\(rtxSSRC) cname:\(stream.cname)") }
    }

    mutating func attribute(_ attribute: String) {
        line("a=" + attribute)
    }

    mutating func line(_ line: String) {
        text.unicodeScalars.append(
            contentsOf: line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
        text += "\r\n"
    }
}
