import DTLSSRTP
import ICE
import SDP

/// Writes a client's descriptions, shaped as Chromium's (RFC 9429 §5).
struct ClientDescription: Sendable {
    let credentials: ICECredentials
    private let fingerprint: String
    private static let cname = "load"

    init(credentials: ICECredentials, certificate: DTLSCertificate) {
        self.credentials = credentials
        fingerprint = certificate.fingerprint.text
    }

    // MARK: Offers

    /// Header extensions of offers, as Chromium numbers them.
    enum ExtensionID {
        static let audioLevel: UInt8 = 1
        static let absSendTime: UInt8 = 2
        static let transportSequence: UInt8 = 3
        static let mid: UInt8 = 4
    }

    func sendingOffer(_ streams: SentStreams) -> String {
        var sections: [[String]] = []
        if let ssrc = streams.audioSSRC {
            sections.append(
                section("audio", mid: "0", "sendonly") + ["a=msid:load audio"]
                    + ["a=ssrc:\(ssrc) cname:\(Self.cname)", "a=ssrc:\(ssrc) msid:load audio"])
        }
        if let ssrc = streams.videoSSRC {
            var lines = section("video", mid: "\(sections.count)", "sendonly")
            lines += ["a=msid:load video", "a=ssrc-group:FID \(ssrc) \(streams.rtxSSRC)"]
            for ssrc in [ssrc, streams.rtxSSRC] {
                lines += ["a=ssrc:\(ssrc) cname:\(Self.cname)", "a=ssrc:\(ssrc) msid:load video"]
            }
            sections.append(lines)
        }
        return whole(sections)
    }

    func receivingOffer(_ shape: MediaShape) -> String {
        var sections: [[String]] = []
        if shape.hasAudio { sections.append(section("audio", mid: "0", "recvonly")) }
        if shape.hasVideo {
            sections.append(section("video", mid: "\(sections.count)", "recvonly"))
        }
        return whole(sections)
    }

    private func whole(_ sections: [[String]]) -> String {
        let mids = sections.indices.map { "\($0)" }.joined(separator: " ")
        let session = Self.session + ["a=group:BUNDLE \(mids)", "a=extmap-allow-mixed"]
        return (session + sections.flatMap(\.self)).map { $0 + "\r\n" }.joined()
    }

    private static let session = [
        "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0",
    ]

    private func section(_ media: String, mid: String, _ direction: String) -> [String] {
        let isVideo = media == "video"
        var lines = ["m=\(media) 9 UDP/TLS/RTP/SAVPF \(isVideo ? "96 97" : "111")"]
        lines += transport(setup: "actpass") + ["a=mid:\(mid)"]
        var extensions = [
            (ExtensionID.absSendTime, HeaderExtensionURI.absSendTime),
            (ExtensionID.transportSequence, HeaderExtensionURI.transportSequence),
            (ExtensionID.mid, HeaderExtensionURI.mid),
        ]
        if !isVideo { extensions.append((ExtensionID.audioLevel, HeaderExtensionURI.audioLevel)) }
        lines += extensions.map { "a=extmap:\($0.0) \($0.1)" }
        lines += ["a=\(direction)", "a=rtcp-mux", "a=rtcp-rsize"]
        lines += isVideo ? Self.videoCodecs : Self.audioCodecs
        return lines
    }

    private func transport(setup: String) -> [String] {
        [
            "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-ufrag:\(credentials.ufrag)",
            "a=ice-pwd:\(credentials.password)", "a=ice-options:trickle",
            "a=fingerprint:sha-256 \(fingerprint)", "a=setup:\(setup)",
        ]
    }

    private static let audioCodecs = [
        "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc",
        "a=fmtp:111 minptime=10;useinbandfec=1",
    ]

    private static let videoCodecs =
        ["a=rtpmap:96 VP8/90000"]
        + ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"].map { "a=rtcp-fb:96 \($0)" }
        + ["a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"]

    // MARK: Answers

    func answer(to offer: String) throws(LoadError) -> String {
        let parsed: SessionDescription
        do { parsed = try SessionDescription(parsing: offer) } catch {
            throw .badDescription("the server's offer cannot be read: \(error)")
        }
        guard !parsed.sections.isEmpty else {
            throw .badDescription("the server's offer has no media section")
        }
        var lines = Self.session
        lines.append("a=group:BUNDLE \(parsed.bundledMids.joined(separator: " "))")
        for section in parsed.sections { lines += self.lines(answering: section) }
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// The section the other way round, with the one codec that is offered first.
    private func lines(answering section: MediaSection) -> [String] {
        let mid = "a=mid:\(section.mid ?? "")"
        let media = { (port: Int, formats: [String]) in
            "m=\(section.media) \(port) \(section.transportProtocol) "
                + formats.joined(separator: " ")
        }
        let codecs = section.codecs
        guard section.kind != nil, !section.isClosed,
            let codec = codecs.first(where: { $0.name.lowercased() != "rtx" })
        else { return [media(0, Array(section.formats.prefix(1))), "c=IN IP4 0.0.0.0", mid] }
        let repair = codecs.first {
            $0.name.lowercased() == "rtx" && $0.parameter("apt") == "\(codec.payloadType)"
        }
        let taken = [codec] + (repair.map { [$0] } ?? [])
        let formats = taken.map { "\($0.payloadType)" }
        let direction = section.direction.isSending
        var lines = [media(9, formats)] + transport(setup: "active") + [mid]
        let known: Set = [
            HeaderExtensionURI.mid, HeaderExtensionURI.absSendTime,
            HeaderExtensionURI.transportSequence, HeaderExtensionURI.audioLevel,
        ]
        for element in section.headerExtensions.map(\.0) where known.contains(element.uri) {
            lines.append("a=extmap:\(element.id) \(element.uri)")
        }
        lines += [direction ? "a=recvonly" : "a=inactive", "a=rtcp-mux", "a=rtcp-rsize"]
        for name in ["rtpmap", "fmtp", "rtcp-fb"] {
            lines += section.attributes.all(name)
                .filter { formats.contains($0.words.first.map(String.init) ?? "") }
                .map { "a=\(name):\($0.value)" }
        }
        return lines
    }
}
