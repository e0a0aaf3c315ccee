import SDP
import Testing

@Suite struct SessionDescriptionTests {
    @Test func `sections keep their order, kinds and mids`() throws {
        let offer = try SessionDescription(parsing: ChromiumMoreOffers.screenAdded)
        #expect(offer.sections.map(\.media) == ["audio", "video", "video"])
        #expect(offer.sections.map(\.mid) == ["0", "1", "2"])
        #expect(offer.sections.map(\.direction) == [.sendonly, .inactive, .sendonly])
        #expect(offer.bundledMids == ["0", "1", "2"])
        #expect(offer.version == 4)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `every kind of line end is taken`(end: String) throws {
        let text = FirefoxOffers.camera.lines.joined(separator: end) + end
        let whole = try SessionDescription(parsing: FirefoxOffers.camera)
        #expect(try SessionDescription(parsing: text) == whole)
    }

    @Test func `a bundled section with port 0 is alive, another is closed`() throws {
        let offer = try SessionDescription(parsing: FirefoxOffers.camera)
        #expect(offer.sections[1].port == 0)
        #expect(!offer.sections[1].isClosed)
        let plain = FirefoxOffers.camera.replacing("a=bundle-only\n", with: "")
        #expect(try SessionDescription(parsing: plain).sections[1].isClosed)
    }

    @Test func `unknown and odd lines are passed over`() throws {
        let odd = """
            v=0
            q
            a
            a=
            a=:
            =x
            z=
            m=audio 9 UDP/TLS/RTP/SAVPF 111 abc 300
            a=rtpmap
            a=rtpmap:
            a=rtpmap:111
            a=rtpmap:111 opus
            a=extmap:0 x
            a=extmap:15 y
            a=extmap:
            a=ssrc:
            a=ssrc:99999999999 x
            a=ssrc-group:FID
            a=simulcast:send
            a=rid:
            a=msid:
            a=fmtp:111 ;;=;a
            """
        let section = try #require(SessionDescription(parsing: odd).sections.first)
        #expect(section.codecs.isEmpty)
        #expect(section.signalledStreams.isEmpty)
        #expect(section.mediaStreamID == nil)
        #expect(section.cname == nil)
    }

    @Test func `a bundle names each section once, and not without end`() throws {
        let twice = ChromiumOffers.camera.replacing("BUNDLE 0 1", with: "BUNDLE 0 1 0 1")
        #expect(try SessionDescription(parsing: twice).bundledMids == ["0", "1"])
        let many = (0..<9_999).map { "\($0)" }.joined(separator: " ")
        let long = "v=0\na=group:BUNDLE \(many)\n"
        #expect(try SessionDescription(parsing: long).bundledMids.count == 64)
    }

    @Test func `control characters never survive`() throws {
        let offer = ChromiumOffers.camera.replacing("a=mid:0", with: "a=mid:\u{0}0\u{1B}")
        #expect(try SessionDescription(parsing: offer).sections.first?.mid == "0")
    }

    @Test func `every limit holds, and names itself`() throws {
        let session = "v=0\n"
        expect(.noVersionLine, of: "")
        expect(.noVersionLine, of: "o=- 1 1 IN IP4 0.0.0.0\n")
        expect(.tooLong(byteCount: 65_537), of: String(repeating: "x", count: 65_537))
        expect(.tooManyLines, of: session + String(repeating: "a=x\n", count: 1_000))
        let media = "m=audio 9 UDP/TLS/RTP/SAVPF 111\n"
        expect(.tooManySections, of: session + String(repeating: media, count: 65))
        expect(
            .tooManyCandidates, of: session + String(repeating: "a=candidate:1\n", count: 65))
        let formats = (0..<129).map { "\($0)" }.joined(separator: " ")
        expect(
            .tooManyFormats(section: 0), of: session + "m=audio 9 UDP/TLS/RTP/SAVPF \(formats)")
        expect(.malformedMediaLine(section: 0), of: session + "m=audio 9 UDP/TLS/RTP/SAVPF")
        expect(.malformedMediaLine(section: 0), of: session + "m=audio 70000 RTP/SAVPF 1")
        expect(.malformedMediaLine(section: 0), of: session + "m=")

        let full = session + String(repeating: media, count: 64)
        #expect(try SessionDescription(parsing: full).sections.count == 64)
    }

    @Test func `every truncation and every flipped bit is answered or refused`() {
        let bytes = Array(Fixtures.smallOffer.utf8)
        for length in 0..<bytes.count { checkAnswer(to: bytes.prefix(length)) }
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            checkAnswer(to: damaged[...])
        }
    }

    @Test(arguments: Fixtures.everyOffer)
    func `damage anywhere in a browser's offer is answered or refused`(offer: String) {
        let bytes = Array(offer.utf8)
        for index in stride(from: 0, to: bytes.count, by: 131) {
            checkAnswer(to: bytes.prefix(index))
            var damaged = bytes
            damaged[index] ^= 1 << UInt8(index % 8)
            checkAnswer(to: damaged[...])
        }
    }

    /// Whatever it says, an answer has the sections of its offer.
    private func checkAnswer(to bytes: ArraySlice<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let answer = try? Fixtures.answer(to: text) else { return }
        let offered = try? SessionDescription(parsing: text)
        let answered = try? SessionDescription(parsing: answer.text)
        #expect(offered?.sections.map(\.mid) == answered?.sections.map(\.mid))
    }

    private func expect(_ error: SDPError, of text: String) {
        #expect(throws: error) { try SessionDescription(parsing: text) }
        #expect(!error.description.isEmpty)
    }
}
