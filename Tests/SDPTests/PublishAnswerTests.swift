import SDP
import Testing

@Suite struct PublishAnswerTests {
    @Test func `Chromium's camera is answered with VP8 and its retransmissions`() throws {
        let answer = try Fixtures.answer(to: ChromiumOffers.camera)

        let audio = try #require(answer.sections.first)
        #expect(audio.mid == "0")
        #expect(audio.codec == .opus)
        #expect(audio.payloadType == 111)
        #expect(audio.rtxPayloadType == nil)
        #expect(audio.streams.count == 1)
        #expect(audio.isActive)

        let video = try #require(answer.sections.last)
        #expect(video.codec == .vp8)
        #expect(video.payloadType == 96)
        #expect(video.rtxPayloadType == 97)
        #expect(video.rids == [])
        #expect(video.streams.count == 1)
        #expect(video.streams.first?.rtxSSRC != nil)
        #expect(video.cname == audio.cname)
        #expect(video.mediaStreamID?.stream == audio.mediaStreamID?.stream)
        #expect(answer.refused == [])
        #expect(answer.remote.ufrag == "kejZ")
        #expect(answer.remote.fingerprint.prefix(3) == [0x45, 0x73, 0x47])
    }

    @Test func `the answer to Chromium's simulcast reads as RFC 8853 wants it`() throws {
        let answer = try Fixtures.answer(to: ChromiumOffers.simulcast)
        #expect(
            answer.text.lines.prefix(8) == [
                "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1",
                "a=ice-lite", "a=extmap-allow-mixed", "a=msid-semantic: WMS *",
            ])
        #expect(answer.text.sectionTexts.last == Self.simulcastSection)
        #expect(answer.sections.last?.rids == ["h", "m", "l"])
        #expect(answer.sections.last?.streams == [])
        #expect(answer.text.hasSuffix("\r\n"))
    }

    private static let simulcastSection = """
        m=video 9 UDP/TLS/RTP/SAVPF 96 97
        c=IN IP4 0.0.0.0
        a=mid:1
        a=ice-ufrag:srvufrag
        a=ice-pwd:srvpassword-of-24-chars+
        a=ice-options:trickle ice2
        a=fingerprint:sha-256 \(Fixtures.transport.fingerprint)
        a=setup:passive
        a=candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host
        a=end-of-candidates
        a=rtcp-mux
        a=rtcp-rsize
        a=recvonly
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
        a=extmap:12 \(HeaderExtensionURI.dependencyDescriptor)
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rid:h recv
        a=rid:m recv
        a=rid:l recv
        a=simulcast:recv h;m;l
        """

    @Test func `sound is answered with error correction, feedback and repair`() throws {
        let answer = try Fixtures.answer(to: ChromiumOffers.camera)
        let lines = try #require(answer.text.sectionTexts.first).lines
        #expect(lines.contains("a=fmtp:111 minptime=10;useinbandfec=1"))
        #expect(lines.contains("a=rtcp-fb:111 transport-cc"))
        #expect(lines.contains("a=rtcp-fb:111 nack"))
        #expect(!answer.text.contains("red/48000"))
    }

    @Test func `Firefox's numbers and one-way extensions are answered in kind`() throws {
        let answer = try Fixtures.answer(to: FirefoxOffers.simulcast)
        let audio = try #require(answer.sections.first)
        let video = try #require(answer.sections.last)
        #expect(audio.payloadType == 109)
        #expect(video.payloadType == 120)
        #expect(video.rtxPayloadType == 124)
        #expect(video.rids == ["h", "m", "l"])
        #expect(video.streams.count == 3)
        #expect(video.streams.allSatisfy { $0.rtxSSRC != nil })
        #expect(video.extensions.contains(HeaderExtension(id: 9, uri: HeaderExtensionURI.rid)))

        let lines = answer.text.sectionTexts.map(\.lines)
        #expect(lines[1].contains("a=extmap:9/recvonly \(HeaderExtensionURI.rid)"))
        #expect(!answer.text.contains("playout-delay"))
        #expect(!answer.text.contains("csrc-audio-level"))
        #expect(lines[1].first == "m=video 9 UDP/TLS/RTP/SAVPF 120 124")
        #expect(!lines[0].contains("a=rtcp-rsize"))
        #expect(lines[0].contains("a=extmap-allow-mixed"))
    }

    @Test func `Firefox's screen beside a layered camera has no layers`() throws {
        let answer = try Fixtures.answer(to: FirefoxOffers.screen)
        #expect(answer.sections.map(\.rids) == [[], ["h", "l"], []])
    }

    @Test func `Safari's high profile is passed over for the one that all decode`() throws {
        let answer = try Fixtures.answer(to: SafariOffers.camera)
        let video = try #require(answer.sections.last)
        #expect(video.codec == .h264ConstrainedBaseline)
        #expect(video.payloadType == 98)
        #expect(video.rtxPayloadType == 99)
        #expect(
            answer.text.lines.contains(
                "a=fmtp:98 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"))
        #expect(!answer.text.contains("video-orientation"))
    }

    @Test func `a codec that a subscriber lacks can be left out of the choice`() throws {
        let answer = try Fixtures.answer(to: SafariOffers.camera, allowed: [.opus, .vp8])
        #expect(answer.sections.last?.codec == .vp8)
    }

    @Test func `H.264's constrained baseline wins over a baseline before it`() throws {
        let answer = try Fixtures.answer(to: ChromiumMoreOffers.h264First)
        #expect(answer.sections.first?.codec == .h264ConstrainedBaseline)
        #expect(answer.sections.first?.payloadType == 108)
        #expect(answer.sections.first?.rtxPayloadType == 109)
    }

    @Test func `a data channel is closed and leaves the bundle`() throws {
        let answer = try Fixtures.answer(to: ChromiumMoreOffers.dataFirst)
        #expect(answer.text.lines.contains("a=group:BUNDLE 0"))
        #expect(answer.text.sectionTexts.contains { $0.hasPrefix("m=application 0 ") })
        #expect(answer.refused.map(\.reason) == [.unsupportedKind(mid: "1", "application")])
        #expect(answer.sections.map(\.kind) == [.audio])
    }

    @Test func `a section that the browser stopped stays, inactive`() throws {
        let answer = try Fixtures.answer(to: ChromiumMoreOffers.screenAdded)
        #expect(answer.sections.map(\.isActive) == [true, false, true])
        #expect(answer.text.sectionTexts[1].lines.contains("a=inactive"))
        #expect(answer.text.lines.contains("a=group:BUNDLE 0 1 2"))
        #expect(answer.text.lines[1] == "o=- 1 4 IN IP4 127.0.0.1")
    }

    @Test(arguments: Fixtures.everyOffer)
    func `an answer takes nothing that was not offered`(text: String) throws {
        let offer = try SessionDescription(parsing: text)
        let answer = try Fixtures.answer(to: text)
        let answered = try SessionDescription(parsing: answer.text)

        #expect(answered.sections.map(\.mid) == offer.sections.map(\.mid))
        #expect(answered.sections.map(\.media) == offer.sections.map(\.media))
        for (section, original) in zip(answered.sections, offer.sections) {
            #expect(Set(section.formats).isSubset(of: original.formats))
            let uris = Set(original.attributes.filter { $0.name == "extmap" }.map(\.value))
            let own = section.attributes.filter { $0.name == "extmap" }.map(\.value)
            #expect(
                own.allSatisfy {
                    uris.contains($0) || uris.contains($0.replacing("recvonly", with: "sendonly"))
                })
        }
        for (section, original) in zip(answer.text.sectionTexts, text.sectionTexts)
        where !section.hasPrefix("m=application") {
            for line in section.lines where line.hasPrefix("a=rtcp-fb") && !line.hasSuffix(" nack")
            {
                #expect(original.lines.contains(line))
            }
        }
    }
}
