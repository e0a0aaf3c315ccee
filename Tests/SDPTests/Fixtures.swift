import SDP

enum Fixtures {
    static let transport = TransportDescription(
        ufrag: "srvufrag", password: "srvpassword-of-24-chars+",
        fingerprint: [String](repeating: "AB", count: 32).joined(separator: ":"),
        candidates: ["candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host"])

    static let everyOffer = [
        ChromiumOffers.camera, ChromiumOffers.simulcast, ChromiumMoreOffers.h264First,
        ChromiumMoreOffers.dataFirst, ChromiumMoreOffers.screenAdded, FirefoxOffers.camera,
        FirefoxOffers.simulcast, FirefoxOffers.screen, NativeOffers.camera,
        NativeOffers.simulcast, SafariOffers.camera,
    ]

    /// The least that is answered.
    static let smallOffer = """
        v=0
        a=group:BUNDLE 0
        m=video 9 UDP/TLS/RTP/SAVPF 96
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789abcdefghijkl
        a=fingerprint:sha-256 \(transport.fingerprint)
        a=mid:0
        a=extmap:1 \(HeaderExtensionURI.mid)
        a=rtcp-mux
        a=rtpmap:96 VP8/90000
        a=ssrc:1 cname:x
        """

    static func answer(
        to offer: String, allowed: Set<Codec> = Set(Codec.allCases)
    ) throws(SDPError) -> PublishAnswer {
        try PublishAnswer.make(
            to: SessionDescription(parsing: offer), transport: transport, allowed: allowed)
    }

    /// The seven streams that the recorded answers are for.
    static let sections = zip(
        0...,
        [.opus, .vp8, .vp9, .av1, .h264ConstrainedBaseline, .h264Baseline, .vp9Profile2]
            as [Codec]
    ).map { number, codec in
        OfferedSection(
            mid: "\(number)", codec: codec, isActive: true, ssrc: UInt32(1_000 + number),
            rtxSSRC: codec.kind == .video ? UInt32(2_000 + number) : nil,
            mediaStreamID: MediaStreamID(stream: "alice", track: "track\(number)"), cname: "a1")
    }
}

extension String {
    /// The lines of a description, without their ends.
    var lines: [String] { split(whereSeparator: \.isNewline).map(String.init) }

    /// One text for each section: the m-line and what follows it.
    var sectionTexts: [String] {
        lines.reduce(into: [String]()) { sections, line in
            if line.hasPrefix("m=") {
                sections.append(line)
            } else if !sections.isEmpty {
                sections[sections.count - 1] += "\n" + line
            }
        }
    }

    func replacing(_ old: String, with new: String) -> String {
        var rest = self[...]
        var result = ""
        while let range = rest.firstRange(of: old) {
            result += rest[..<range.lowerBound] + new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
