import SDP
import Testing

/// Answers to who offers to receive (draft-ietf-wish-whep-03 §4.2, RFC 9429 §5.3).
@Suite struct PlaybackAnswerTests {
    /// Opus and VP8 of `Fixtures.sections`.
    private let streams = Array(Fixtures.sections.prefix(2))

    private static let fingerprint = Fixtures.transport.fingerprint

    private static func section(_ media: String, _ lines: String...) -> String {
        """
        m=\(media)
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789abcdefghijkl
        a=fingerprint:sha-256 \(fingerprint)
        a=setup:actpass
        a=rtcp-mux

        """ + lines.map { $0 + "\n" }.joined()
    }

    private static let audio = section(
        "audio 9 UDP/TLS/RTP/SAVPF 109", "a=mid:a", "a=recvonly", "a=rtpmap:109 opus/48000/2",
        "a=extmap:7/recvonly \(HeaderExtensionURI.audioLevel)",
        "a=extmap:3 \(HeaderExtensionURI.transportSequence)",
        "a=extmap:2 \(HeaderExtensionURI.mid)")
    private static let video = section(
        "video 9 UDP/TLS/RTP/SAVPF 96 120 121", "a=mid:v", "a=recvonly", "a=rtcp-rsize",
        "a=rtpmap:96 H264/90000", "a=fmtp:96 packetization-mode=1;profile-level-id=42e01f",
        "a=rtpmap:120 VP8/90000", "a=rtcp-fb:120 nack", "a=rtcp-fb:120 nack pli",
        "a=rtpmap:121 rtx/90000", "a=fmtp:121 apt=120",
        "a=extmap:3 \(HeaderExtensionURI.transportSequence)")

    private static func offer(_ sections: String..., bundle: String = "a v") -> String {
        "v=0\no=- 9 4 IN IP4 0.0.0.0\na=group:BUNDLE \(bundle)\n" + sections.joined()
    }

    private func answer(
        to offer: String, _ streams: [OfferedSection]? = nil
    ) throws(SDPError) -> PlaybackAnswer {
        try PlaybackAnswer.make(
            to: SessionDescription(parsing: offer), streams: streams ?? self.streams,
            transport: Fixtures.transport)
    }

    @Test func `streams are in the answer, by the offer's numbers`() throws {
        let answer = try answer(to: Self.offer(Self.audio, Self.video))
        let video = """
            m=video 9 UDP/TLS/RTP/SAVPF 120 121
            c=IN IP4 0.0.0.0
            a=mid:v
            a=ice-ufrag:srvufrag
            a=ice-pwd:srvpassword-of-24-chars+
            a=ice-options:trickle ice2
            a=fingerprint:sha-256 \(Self.fingerprint)
            a=setup:passive
            a=candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host
            a=end-of-candidates
            a=rtcp-mux
            a=rtcp-rsize
            a=sendonly
            a=extmap:3 \(HeaderExtensionURI.transportSequence)
            a=rtpmap:120 VP8/90000
            a=rtcp-fb:120 nack
            a=rtcp-fb:120 nack pli
            a=rtpmap:121 rtx/90000
            a=fmtp:121 apt=120
            a=msid:alice track1
            a=ssrc-group:FID 1001 2001
            a=ssrc:1001 cname:a1
            a=ssrc:2001 cname:a1
            """

        #expect(answer.text.sectionTexts[1] == video)
        #expect(answer.text.lines.contains("a=group:BUNDLE a v"))
        #expect(answer.text.lines.contains("a=ice-lite"))
        #expect(answer.sections.map(\.mid) == ["a", "v"])
        #expect(answer.sections.map(\.payloadType) == [109, 120])
        #expect(answer.sections.map(\.rtxPayloadType) == [nil, 121])
        #expect(answer.sections.map(\.stream) == [0, 1])
        #expect(answer.remote.ufrag == "abcd")
    }

    @Test func `only extensions that are written are agreed on, in the right direction`() throws {
        let answer = try answer(to: Self.offer(Self.audio, Self.video))
        let audio = answer.text.sectionTexts[0]

        #expect(audio.contains("a=extmap:7/sendonly \(HeaderExtensionURI.audioLevel)"))
        #expect(!audio.contains(HeaderExtensionURI.mid))
        #expect(answer.sections[0].extensions.map(\.id) == [7, 3])
    }

    @Test func `without retransmissions in the offer there are none in the answer`() throws {
        let offer = Self.offer(Self.video, bundle: "v")
            .replacing("a=fmtp:121 apt=120", with: "a=fmtp:121 apt=96")
        let answer = try answer(to: offer)

        #expect(answer.sections.map(\.rtxPayloadType) == [nil])
        #expect(!answer.text.contains("FID"))
        #expect(!answer.text.contains("2001"))
    }

    @Test func `a section that no stream is left for is closed, unless it is the transport's`()
        throws
    {
        let second = Self.video.replacing("a=mid:v", with: "a=mid:w")
        let two = try answer(to: Self.offer(Self.video, second, bundle: "v w"))
        #expect(two.sections.map(\.mid) == ["v"])
        #expect(two.text.sectionTexts[1].hasPrefix("m=video 0 "))
        #expect(two.text.lines.contains("a=group:BUNDLE v"))

        let tagged = try answer(to: Self.offer(Self.audio, Self.video), [streams[1]])
        #expect(tagged.sections.map(\.mid) == ["v"])
        #expect(tagged.text.sectionTexts[0].hasPrefix("m=audio 9 "))
        #expect(tagged.text.sectionTexts[0].contains("a=inactive"))
        #expect(tagged.text.sectionTexts[0].contains("a=ice-ufrag:srvufrag"))
        #expect(tagged.text.lines.contains("a=group:BUNDLE a v"))
    }

    @Test func `streams of one kind go into sections in order, by codec`() throws {
        let screen = Fixtures.sections[4]  // H.264
        let second = Self.video.replacing("a=mid:v", with: "a=mid:w")
        let answer = try answer(
            to: Self.offer(Self.video, second, bundle: "v w"), [streams[1], screen])

        #expect(answer.sections.map(\.stream) == [0, 1])
        #expect(answer.sections.map(\.payloadType) == [120, 96])
    }

    @Test func `an offer that receives nothing of it is refused, with the reasons`() {
        let h264 = Self.video.replacing("VP8", with: "VP7")
        #expect(
            throws: SDPError.nothingUsable([
                .noKnownCodec(
                    mid: "v",
                    offered: [
                        "H264", "VP7", "rtx",
                    ])
            ])
        ) { try answer(to: Self.offer(h264, bundle: "v")) }
        #expect(throws: SDPError.nothingUsable([.sendsOnly(mid: "v")])) {
            try answer(
                to: Self.offer(
                    Self.video.replacing("a=recvonly", with: "a=sendonly"), bundle: "v"))
        }
        #expect(throws: SDPError.nothingUsable([.notPublished(mid: "a")])) {
            try answer(to: Self.offer(Self.audio, bundle: "a"), [streams[1]])
        }
    }

    @Test func `who would wait for our handshake, or is lite, is refused`() {
        let offer = Self.offer(Self.video, bundle: "v")
        #expect(throws: SDPError.wrongSetup("passive")) {
            try answer(to: offer.replacing("setup:actpass", with: "setup:passive"))
        }
        #expect(throws: SDPError.remoteIsLite) {
            try answer(to: offer.replacing("a=group", with: "a=ice-lite\na=group"))
        }
    }

    @Test(arguments: Fixtures.everyOffer)
    func `offers cut anywhere never trap`(offer: String) {
        let receiving = offer.replacing("a=sendonly", with: "a=recvonly")
            .replacing("a=sendrecv", with: "a=recvonly")
        let bytes = Array(receiving.utf8)
        for length in stride(from: 0, to: bytes.count, by: 7) {
            _ = try? answer(to: String(decoding: bytes[..<length], as: UTF8.self))
        }
        #expect(throws: Never.self) { try answer(to: receiving) }
    }
}

/// RFC 8840 §4.4 as RFC 9725 §4.3 has it.
@Suite struct ICEFragmentTests {
    private static let restart = """
        a=ice-options:trickle ice2
        a=group:BUNDLE 0 1
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:0
        a=ice-ufrag:ysXw
        a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k
        a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0
        """

    @Test func `RFC 9725 figure 4 is read, and answered in kind`() throws {
        let fragment = try ICEFragment(parsing: Self.restart)
        let answer = fragment.answer(Fixtures.transport)

        #expect(fragment.ufrag == "ysXw")
        #expect(
            answer.lines == [
                "a=ice-lite", "a=ice-options:trickle ice2", "a=group:BUNDLE 0",
                "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:0", "a=ice-ufrag:srvufrag",
                "a=ice-pwd:srvpassword-of-24-chars+",
                "a=candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host", "a=end-of-candidates",
            ])
        #expect("\(fragment)".contains("vw5L") == false)
    }

    @Test func `credentials alone are a fragment, candidates without them are none`() throws {
        let alone = "a=ice-ufrag:ysXw\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k\r\n"
        #expect(try ICEFragment(parsing: alone).password == "vw5LmwG4y/e6dPP/zAP9Gp5k")
        #expect(throws: SDPError.fragmentWithoutCredentials) {
            try ICEFragment(parsing: "a=candidate:1 1 udp 1 192.0.2.1 9 typ host")
        }
        #expect(throws: SDPError.malformedICECredentials) {
            try ICEFragment(parsing: "a=ice-ufrag:a\na=ice-pwd:b")
        }
    }

    @Test func `too many candidates are refused`() {
        let many = String(
            repeating: "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\n",
            count: SessionDescription.Limit.candidates + 1)
        #expect(throws: SDPError.tooManyCandidates) { try ICEFragment(parsing: many) }
    }

    @Test func `a fragment cut anywhere never traps`() {
        for length in 0..<Self.restart.utf8.count {
            _ = try? ICEFragment(parsing: String(Self.restart.prefix(length)))
        }
    }
}
