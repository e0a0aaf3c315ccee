import SDP
import Testing

/// What an offer must have, one rule a test.
@Suite struct PublishAnswerRulesTests {
    private let offer = ChromiumOffers.camera

    @Test(arguments: [
        ("a=ice-ufrag:kejZ\n", "", SDPError.noICECredentials),
        ("a=ice-ufrag:kejZ\n", "a=ice-ufrag:kej\n", .malformedICECredentials),
        ("a=ice-pwd:", "a=ice-pwd:short\na=x:", .malformedICECredentials),
        ("a=fingerprint:sha-256 ", "a=x:", .noFingerprint),
        (
            "a=fingerprint:sha-256", "a=fingerprint:sha-1",
            .unsupportedFingerprint(algorithm: "sha-1")
        ),
        ("sha-256 45:73:", "sha-256 45:", .malformedFingerprint),
        ("sha-256 45:73:", "sha-256 45:7G:", .malformedFingerprint),
        ("a=setup:actpass", "a=setup:passive", .wrongSetup("passive")),
        ("s=-\n", "s=-\na=ice-lite\n", .remoteIsLite),
        ("a=mid:1", "a=mid:0", .duplicateMid("0")),
        ("a=mid:1\n", "", .noMid(section: 1)),
        ("a=mid:1", "a=mid:a mid", .malformedMid(section: 1)),
        ("a=mid:1", "a=mid:12345678901234567", .malformedMid(section: 1)),
    ])
    func `an offer that breaks a rule is refused by its name`(
        old: String, new: String, error: SDPError
    ) {
        #expect(offer.contains(old))
        #expect(throws: error) { try Fixtures.answer(to: offer.replacing(old, with: new)) }
        #expect(!error.description.isEmpty)
    }

    @Test func `an offer whose every section is unusable says why for each`() {
        let damaged = offer.replacing("a=rtcp-mux", with: "a=x")
        #expect(
            throws: SDPError.nothingUsable([.noRTCPMux(mid: "0"), .noRTCPMux(mid: "1")])
        ) { try Fixtures.answer(to: damaged) }
        let unbundled = offer.replacing("a=group:BUNDLE 0 1", with: "a=x")
        #expect(
            throws: SDPError.nothingUsable([.notBundled(mid: "0"), .notBundled(mid: "1")])
        ) { try Fixtures.answer(to: unbundled) }
        #expect(throws: SDPError.noICECredentials) { try Fixtures.answer(to: "v=0\n") }
    }

    @Test func `the roles active and none at all let us wait too`() throws {
        for role in ["a=setup:active", "a=x"] {
            let answer = try Fixtures.answer(to: offer.replacing("a=setup:actpass", with: role))
            #expect(answer.text.lines.contains("a=setup:passive"))
            #expect(!answer.text.contains("actpass"))
        }
    }

    @Test func `a section without a known codec is closed, the other lives`() throws {
        let answer = try Fixtures.answer(to: offer, allowed: [.opus])
        #expect(answer.sections.map(\.mid) == ["0"])
        #expect(answer.refused.map(\.mid) == ["1"])
        guard case .noKnownCodec("1", let offered) = answer.refused.first?.reason else {
            Issue.record("refused for another reason")
            return
        }
        #expect(offered.first == "VP8")
        #expect(answer.text.sectionTexts[1].hasPrefix("m=video 0 UDP/TLS/RTP/SAVPF 96\n"))
        #expect(answer.text.lines.contains("a=group:BUNDLE 0"))
    }

    @Test func `the first of the bundle is never closed, for it carries the transport`() throws {
        let answer = try Fixtures.answer(to: offer, allowed: [.vp8])
        let first = answer.text.sectionTexts[0]
        #expect(first.hasPrefix("m=audio 9 UDP/TLS/RTP/SAVPF 111\n"))
        #expect(first.lines.contains("a=inactive"))
        #expect(first.lines.contains("a=ice-ufrag:srvufrag"))
        #expect(first.lines.contains("a=rtpmap:111 opus/48000"))
        #expect(answer.text.lines.contains("a=group:BUNDLE 0 1"))
        #expect(answer.refused.map(\.mid) == ["0"])
    }

    @Test func `a section that the browser closed stays closed and unmentioned`() throws {
        let closed = offer.replacing("m=video 9", with: "m=video 0")
        let answer = try Fixtures.answer(to: closed)
        #expect(answer.sections.map(\.mid) == ["0"])
        #expect(answer.refused == [])
        #expect(answer.text.sectionTexts[1].hasPrefix("m=video 0 "))
    }

    @Test func `a browser that only wants to receive here gets nothing`() throws {
        let answer = try Fixtures.answer(to: offer.replacing("a=sendonly", with: "a=recvonly"))
        #expect(answer.sections.map(\.isActive) == [false, false])
        #expect(answer.text.sectionTexts.allSatisfy { $0.lines.contains("a=inactive") })
    }

    @Test func `without rid's extension there is one layer`() throws {
        let offer = ChromiumOffers.simulcast
            .replacing("sdes:rtp-stream-id", with: "sdes:unknown")
        let answer = try Fixtures.answer(to: offer)
        #expect(answer.sections.last?.rids == [])
        #expect(!answer.text.contains("a=simulcast"))
        #expect(!answer.text.contains("a=rid"))
    }

    @Test(arguments: [
        ("a;b;c;d;e", ["a", "b", "c"]), ("a;~b", ["a", "b"]), ("a,c;b", ["a", "b"]),
        ("a;a;b", ["a", "b"]), ("a;unknown;b", ["a", "b"]), ("a", []), (";;", []),
    ])
    func `layers are at most three, declared, and different`(list: String, rids: [String]) throws {
        let declared = ["a", "b", "c", "d", "e"].map { "a=rid:\($0) send\n" }.joined()
        let offer = ChromiumOffers.simulcast
            .replacing("a=simulcast:send h;m;l", with: declared + "a=simulcast:send " + list)
        #expect(try Fixtures.answer(to: offer).sections.last?.rids == rids)
    }

    @Test func `a layer that may not use the chosen codec is left out`() throws {
        let offer = ChromiumOffers.simulcast
            .replacing("a=rid:m send", with: "a=rid:m send max-width=1;pt=98,102")
            .replacing("a=rid:l send", with: "a=rid:l send pt=96,98")
        #expect(try Fixtures.answer(to: offer).sections.last?.rids == ["h", "l"])
    }

    @Test func `secrets do not show in descriptions`() throws {
        let answer = try Fixtures.answer(to: offer)
        #expect(!"\(answer.remote)".contains("almEDfzrgSk86t4fFkgE5RHP"))
        #expect(!"\(Fixtures.transport)".contains("srvpassword"))
    }
}
