import SDP
import Testing

@Suite struct SubscribeTests {
    private let sections = Fixtures.sections

    private func offer(_ sections: [OfferedSection]) -> String {
        SubscribeOffer.make(
            sections: sections, transport: Fixtures.transport, sessionVersion: 7)
    }

    @Test func `a section of the offer names its stream, its repair and its person`() {
        let expected = """
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            c=IN IP4 0.0.0.0
            a=mid:1
            a=ice-ufrag:srvufrag
            a=ice-pwd:srvpassword-of-24-chars+
            a=ice-options:trickle ice2
            a=fingerprint:sha-256 \(Fixtures.transport.fingerprint)
            a=setup:actpass
            a=candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host
            a=end-of-candidates
            a=rtcp-mux
            a=rtcp-rsize
            a=sendonly
            a=extmap:1 \(HeaderExtensionURI.mid)
            a=extmap:4 \(HeaderExtensionURI.absSendTime)
            a=extmap:5 \(HeaderExtensionURI.transportSequence)
            a=extmap:8 \(HeaderExtensionURI.absCaptureTime)
            a=extmap:9 \(HeaderExtensionURI.dependencyDescriptor)
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 goog-remb
            a=rtcp-fb:96 transport-cc
            a=rtcp-fb:96 ccm fir
            a=rtcp-fb:96 nack
            a=rtcp-fb:96 nack pli
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            a=msid:alice track1
            a=ssrc-group:FID 1001 2001
            a=ssrc:1001 cname:a1
            a=ssrc:2001 cname:a1
            """
        #expect(offer(sections).sectionTexts[1] == expected)
        #expect(offer(sections).lines.contains("a=group:BUNDLE 0 1 2 3 4 5 6"))
        #expect(offer(sections).lines.contains("o=- 1 7 IN IP4 127.0.0.1"))
        #expect(offer(sections).lines.contains("a=ice-lite"))
    }

    @Test func `one payload type is one codec, one number one extension`() throws {
        let text = offer(sections)
        var encodings: [String: String] = [:]
        var extensions: [String: String] = [:]
        for line in text.lines {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix("a=rtpmap") || line.hasPrefix("a=fmtp") {
                #expect(encodings.updateValue(line, forKey: words[0]) == nil)
            } else if line.hasPrefix("a=extmap:") {
                let old = extensions.updateValue(words[1], forKey: words[0])
                #expect(old == nil || old == words[1])
            }
        }
    }

    @Test func `a section whose stream is gone is inactive, in its place, and never closed`() {
        let old = sections[0]
        let gone = OfferedSection(
            mid: old.mid, codec: old.codec, isActive: false, ssrc: old.ssrc, rtxSSRC: nil,
            mediaStreamID: old.mediaStreamID, cname: old.cname)
        let text = offer([gone] + sections.dropFirst())
        #expect(text.sectionTexts[0].hasPrefix("m=audio 9 "))
        #expect(text.sectionTexts[0].lines.contains("a=inactive"))
        #expect(!text.sectionTexts[0].contains("a=ssrc"))
        #expect(text.lines.contains("a=group:BUNDLE 0 1 2 3 4 5 6"))
    }

    @Test func `no value can begin a line of its own`() {
        let hostile = OfferedSection(
            mid: "0", codec: .opus, isActive: true, ssrc: 1, rtxSSRC: nil,
            mediaStreamID: MediaStreamID(stream: "x\r\na=evil", track: "y\na=evil"),
            cname: "z\ra=evil")
        #expect(!offer([hostile]).lines.contains { $0.hasPrefix("a=evil") })
    }

    @Test func `Chromium takes all with our numbers`() throws {
        let answer = try SubscribeAnswer(parsing: RecordedAnswers.chromium, for: sections)
        #expect(answer.accepted.map(\.mid) == ["0", "1", "2", "3", "4", "5", "6"])
        #expect(answer.accepted.map(\.payloadType) == [111, 96, 98, 45, 102, 104, 100])
        #expect(answer.accepted.map(\.rtxPayloadType) == [nil, 97, 99, 46, 103, 105, 101])
        #expect(answer.refused == [])
        #expect(answer.remote?.fingerprint.count == 32)
        #expect(answer.accepted[1].extensions.map(\.id).sorted() == [1, 4, 5, 8, 9])
    }

    @Test func `Firefox without H.264 refuses it, and 10-bit VP9 too`() throws {
        let answer = try SubscribeAnswer(parsing: RecordedAnswers.firefox, for: sections)
        #expect(answer.accepted.map(\.mid) == ["0", "1", "2", "3"])
        #expect(answer.refused == ["4", "5", "6"])
        #expect(answer.accepted[1].extensions.map(\.id).sorted() == [1, 4, 5])
    }

    @Test func `native applications refuse what they cannot decode`() throws {
        let answer = try SubscribeAnswer(parsing: RecordedAnswers.native, for: sections)
        #expect(answer.refused == ["4", "5"])
    }

    @Test func `a section that the browser does not want to receive is refused`() throws {
        let text = RecordedAnswers.chromium.replacing("a=recvonly", with: "a=inactive")
        let answer = try SubscribeAnswer(parsing: text, for: sections)
        #expect(answer.accepted == [])
        #expect(answer.refused.count == 7)
        #expect(answer.remote != nil)
    }

    @Test func `an answer that closes everything has no transport, and is no error`() throws {
        let text = "v=0\nm=audio 0 UDP/TLS/RTP/SAVPF 0\nm=video 0 UDP/TLS/RTP/SAVPF 0\na=mid:1\n"
        let answer = try SubscribeAnswer(parsing: text, for: Array(sections.prefix(2)))
        #expect(answer.remote == nil)
        #expect(answer.refused == ["0", "1"])
    }

    @Test func `an answer to another offer is refused by name`() {
        #expect(throws: SDPError.wrongSectionCount(offered: 6, answered: 7)) {
            try SubscribeAnswer(
                parsing: RecordedAnswers.chromium, for: Array(sections.prefix(6)))
        }
        let swapped = RecordedAnswers.chromium.replacing("a=mid:3", with: "a=mid:9")
        #expect(throws: SDPError.wrongMid(offered: "3", answered: "9")) {
            try SubscribeAnswer(parsing: swapped, for: sections)
        }
        let passive = RecordedAnswers.chromium.replacing("a=setup:active", with: "a=setup:passive")
        #expect(throws: SDPError.wrongSetup("passive")) {
            try SubscribeAnswer(parsing: passive, for: sections)
        }
    }

    @Test(arguments: [RecordedAnswers.chromium, RecordedAnswers.firefox])
    func `damaged answers are read or refused`(answer: String) {
        let bytes = Array(answer.utf8)
        for index in stride(from: 0, to: bytes.count, by: 67) {
            var damaged = bytes
            damaged[index] ^= 1 << UInt8(index % 8)
            let flipped = String(decoding: damaged, as: UTF8.self)
            _ = try? SubscribeAnswer(parsing: flipped, for: sections)
            let prefix = String(decoding: bytes.prefix(index), as: UTF8.self)
            _ = try? SubscribeAnswer(parsing: prefix, for: sections)
        }
    }

    @Test func `payload types of the table are all different and above the static ones`() {
        let all = Codec.allCases.flatMap {
            [$0.payloadType] + ($0.rtxPayloadType.map { [$0] } ?? [])
        }
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { (35...63).contains($0) || (96...127).contains($0) })
    }
}
