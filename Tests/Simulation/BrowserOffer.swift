import DTLSSRTP
import ICE

/// What a browser offers to send, shaped as Chromium writes it.
package struct BrowserOffer {
    /// One transceiver.
    package struct Section {
        package let mid: String
        package let isVideo: Bool
        /// One, or a layer of simulcast each.
        package var streams: [SentStream]
        /// `a=inactive` while false.
        package var isActive = true
        /// The transceiver was stopped: port 0.
        package var isStopped = false

        package init(mid: String, streams: [SentStream]) {
            self.mid = mid
            self.streams = streams
            isVideo = streams.contains { $0.isVideo }
        }
    }

    package var sections: [Section] = []
    /// Replaces the certificate's own, as a middleman would.
    package var fingerprint: String?
    private var version = 1
    private static let cname = "Y4G4bd2Y1JanXz91"

    package init() {}

    /// The next offer of the connection.
    package mutating func next(
        _ credentials: ICECredentials, _ certificate: DTLSCertificate
    ) -> String {
        version += 1
        let mids = sections.filter { !$0.isStopped }.map(\.mid).joined(separator: " ")
        var lines = [
            "v=0", "o=- 7537658449101622439 \(version) IN IP4 127.0.0.1", "s=-", "t=0 0",
            "a=group:BUNDLE \(mids)", "a=extmap-allow-mixed", "a=msid-semantic: WMS stream",
        ]
        let transport = [
            "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-ufrag:\(credentials.ufrag)",
            "a=ice-pwd:\(credentials.password)", "a=ice-options:trickle",
            "a=fingerprint:sha-256 \(fingerprint ?? certificate.fingerprint.text)",
            "a=setup:actpass",
        ]
        for section in sections { lines += Self.lines(of: section, transport) }
        return lines.map { $0 + "\r\n" }.joined()
    }

    private static func lines(of section: Section, _ transport: [String]) -> [String] {
        let media = section.isVideo ? "video" : "audio"
        let formats = section.isVideo ? "96 97" : "111 63 9 0 8"
        var lines = [
            "m=\(media) \(section.isStopped ? 0 : 9) UDP/TLS/RTP/SAVPF \(formats)"
        ]
        lines += transport
        lines.append("a=mid:\(section.mid)")
        for (id, uri) in section.isVideo ? BrowserExtension.video : BrowserExtension.audio {
            lines.append("a=extmap:\(id) \(uri)")
        }
        lines += [
            section.isActive && !section.isStopped ? "a=sendonly" : "a=inactive",
            "a=msid:stream \(section.mid)-track", "a=rtcp-mux", "a=rtcp-rsize",
        ]
        lines += section.isVideo ? videoCodecs : audioCodecs
        let rids = section.streams.compactMap(\.rid)
        if rids.isEmpty {
            lines += section.streams.flatMap(ssrcLines)
        } else {
            lines += rids.map { "a=rid:\($0) send" }
            lines.append("a=simulcast:send \(rids.joined(separator: ";"))")
        }
        return lines
    }

    private static let audioCodecs = [
        "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc",
        "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2",
        "a=fmtp:63 111/111", "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
    ]

    private static let videoCodecs =
        ["a=rtpmap:96 VP8/90000"]
        + ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"].map { "a=rtcp-fb:96 \($0)" }
        + ["a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"]

    private static func ssrcLines(of stream: SentStream) -> [String] {
        var lines: [String] = []
        if let rtx = stream.rtxSSRC { lines.append("a=ssrc-group:FID \(stream.ssrc) \(rtx)") }
        for ssrc in [stream.ssrc, stream.rtxSSRC].compactMap(\.self) {
            lines.append("a=ssrc:\(ssrc) cname:\(cname)")
            lines.append("a=ssrc:\(ssrc) msid:stream \(stream.mid)-track")
        }
        return lines
    }
}
