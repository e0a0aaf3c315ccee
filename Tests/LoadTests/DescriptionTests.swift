import DTLSSRTP
import ICE
import RTP
import SDP
import Testing
import Wire

@testable import Load

/// What clients write to servers, and read of them.
@Suite struct DescriptionTests {
    static let certificate = Result { () throws(DTLSError) in try DTLSCertificate.generate() }

    @Test func `the offer to send is one that is answered whole`() throws {
        let client = PublishingClient(shape: MediaShape(), certificate: try Self.certificate.get())
        let offer = try SessionDescription(parsing: client.offer)

        #expect(offer.bundledMids == ["0", "1"])
        #expect(offer.sections.map(\.kind) == [.audio, .video])
        #expect(offer.sections.map(\.direction) == [.sendonly, .sendonly])
        #expect(offer.sections[1].signalledStreams.map(\.ssrc) == [client.streams.videoSSRC])
        #expect(offer.sections[1].signalledStreams[0].rtxSSRC == client.streams.rtxSSRC)
        #expect(offer.sections[0].codecs.map(\.name) == ["opus"])
        #expect(offer.sections[1].codecs.map(\.name) == ["VP8", "rtx"])
    }

    @Test func `without sound or picture there is one section`() throws {
        var shape = MediaShape()
        shape.audioPackets = 0
        let certificate = try Self.certificate.get()
        let video = PublishingClient(shape: shape, certificate: certificate).offer
        #expect(try SessionDescription(parsing: video).sections.map(\.mid) == ["0"])
        let receiving = ReceivingClient(shape: shape, certificate: certificate).offer
        #expect(try SessionDescription(parsing: receiving).sections.map(\.kind) == [.video])
    }

    @Test func `an offer of the server's is answered section by section`() throws {
        let client = ReceivingClient(shape: MediaShape(), certificate: try Self.certificate.get())
        let answer = try SessionDescription(parsing: client.answer(to: Self.serverOffer))

        #expect(answer.bundledMids == ["a", "v"])
        #expect(answer.sections.map(\.mid) == ["a", "v", "d"])
        #expect(answer.sections.map(\.port) == [9, 9, 0])
        #expect(answer.sections[0].direction == .recvonly)
        #expect(answer.sections[1].formats == ["120", "121"])
        #expect(answer.sections[1].attributes.value(of: "setup") == "active")
        #expect(answer.sections[1].headerExtensions.map(\.0.id) == [7])
        #expect(throws: LoadError.self) { try client.answer(to: "v=0\r\n") }
    }

    @Test func `of the server's description the best address is taken`() throws {
        let server = try ServerDescription(Self.serverOffer)

        #expect(server.addresses.map(\.host) == ["192.0.2.7", "2001:db8::7"])
        #expect(server.addresses.map(\.port) == [10_000, 10_001])
        #expect(server.credentials.ufrag == "abcd")
        #expect(server.streams.map(\.payloadType) == [109, 120])
        #expect(server.streams[1].extensions.id(of: .transportSequence) == 7)
    }

    @Test(arguments: [
        ("a=candidate", "a=x"), ("a=ice-pwd", "a=x"), ("a=fingerprint", "a=x"), ("m=", "x="),
        ("v=0", "x=0"),
    ])
    func `what is missing is said`(line: String, instead: String) {
        let parts = Self.serverOffer.split(separator: line, omittingEmptySubsequences: false)
        #expect(throws: LoadError.self) { try ServerDescription(parts.joined(separator: instead)) }
    }

    static let serverOffer = [
        "v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE a v", "a=ice-lite",
        "m=audio 9 UDP/TLS/RTP/SAVPF 109", "c=IN IP4 0.0.0.0", "a=mid:a", "a=sendonly",
        "a=rtpmap:109 opus/48000/2", "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        "a=fingerprint:sha-256 " + (0..<32).map { _ in "AB" }.joined(separator: ":"),
        "a=setup:actpass", "a=candidate:1 1 udp 100 2001:db8::7 10001 typ host",
        "a=candidate:2 1 udp 2130706431 192.0.2.7 10000 typ host",
        "a=candidate:3 1 tcp 2130706431 192.0.2.7 443 typ host tcptype passive",
        "a=candidate:4 1 udp 2130706430 name.local 10000 typ host",
        "m=video 9 UDP/TLS/RTP/SAVPF 120 121", "c=IN IP4 0.0.0.0", "a=mid:v", "a=sendonly",
        "a=rtpmap:120 VP8/90000", "a=rtpmap:121 rtx/90000", "a=fmtp:121 apt=120",
        "a=extmap:7 \(HeaderExtensionURI.transportSequence)", "a=extmap:9 urn:other",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:d",
    ].map { $0 + "\r\n" }.joined()
}
