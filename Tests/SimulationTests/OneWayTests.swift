import SFU
import Simulation
import Testing
import Wire

/// Endpoints that say once what they send or receive, as encoders and players do.
@Suite struct OneWayTests {
    private let encoder = EndpointID(rawValue: "encoder")
    private let player = EndpointID(rawValue: "player")

    /// What a browser with a camera would send, not in any room yet.
    private func offer(in call: SimulatedCall) throws -> String {
        let browser = try call.join()
        call.addCamera(to: browser)
        call.perform(.removeEndpoint(browser.id, call.room))
        return browser.publisher.makeOffer()
    }

    private func receiving(_ offer: String) -> String {
        offer.split(separator: "a=sendonly", omittingEmptySubsequences: false)
            .joined(separator: "a=recvonly")
    }

    private func answer(_ reply: MediaReply) throws -> String {
        guard case .answer(let text) = reply else {
            Issue.record("no answer: \(reply)")
            return ""
        }
        return text
    }

    @Test func `an encoder's stream is forwarded, and nothing is offered to the encoder`() throws {
        let call = try SimulatedCall(seed: 300)
        let doctor = try call.joinWithCamera()
        let camera = try call.join()
        call.addCamera(to: camera)
        call.perform(.removeEndpoint(camera.id, call.room))
        let before = call.events.count
        let text = try answer(
            call.perform(.ingest(camera.id, call.room, offer: camera.publisher.makeOffer())))
        camera.publisher.receiveAnswer(text, now: call.now)
        call.run(for: .seconds(2))

        let stream = try #require(doctor.stream(of: camera, .camera))
        #expect(stream.faults == [])
        #expect(stream.frames.count > 30)
        let offered = call.events[before...].contains { event in
            guard case .subscribeOffer(camera.id, _, _) = event.kind else { return false }
            return true
        }
        #expect(!offered)
    }

    @Test func `a player gets the streams in the answer, and is told of nothing later`() throws {
        let call = try SimulatedCall(seed: 301)
        let offer = try offer(in: call)
        _ = try answer(call.perform(.ingest(encoder, call.room, offer: offer)))
        let text = try answer(
            call.perform(
                .play(player, call.room, publisher: encoder, offer: receiving(offer))))
        #expect(text.contains("a=sendonly"))
        #expect(text.contains("a=ssrc-group:FID"))

        let before = call.events.count
        call.perform(.removeEndpoint(encoder, call.room))
        #expect(call.events.count == before)
        #expect(call.plane.counters.endpoints == 1)
    }

    @Test func `an offer that is not taken whole adds nothing`() throws {
        let call = try SimulatedCall(seed: 302)
        let offer = try offer(in: call)
        let unknown = offer.split(separator: "opus/48000", omittingEmptySubsequences: false)
            .joined(separator: "speex/8000")
        for wrong in ["", "v=0", unknown, receiving(offer)] {
            guard
                case .refused(.badDescription) = call.perform(
                    .ingest(encoder, call.room, offer: wrong))
            else {
                Issue.record("taken: \(wrong.prefix(20))")
                continue
            }
        }
        #expect(call.plane.counters.endpoints == 0)

        _ = try answer(call.perform(.ingest(encoder, call.room, offer: offer)))
        guard
            case .refused(.badDescription) = call.perform(
                .play(player, call.room, publisher: encoder, offer: offer))
        else {
            Issue.record("who only sends was played to")
            return
        }
        #expect(call.plane.counters.endpoints == 1)
        #expect(
            call.perform(.ingest(encoder, call.room, offer: offer)) == .refused(.endpointExists))
    }

    @Test func `new credentials in a fragment restart ICE, known ones do not`() throws {
        let call = try SimulatedCall(seed: 303)
        let offer = try offer(in: call)
        let text = try answer(call.perform(.ingest(encoder, call.room, offer: offer)))
        let own = offer.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("a=ice-") }
            .prefix(2).joined(separator: "\r\n")

        #expect(call.perform(.updateICE(encoder, call.room, fragment: own)) == .done)
        let new = "a=ice-ufrag:another\r\na=ice-pwd:0123456789abcdefghijkl\r\n"
        let restarted = try answer(call.perform(.updateICE(encoder, call.room, fragment: new)))
        let ufrag = try #require(
            restarted.split(whereSeparator: \.isNewline).first { $0.hasPrefix("a=ice-ufrag:") })
        #expect(!text.contains(ufrag))
        #expect(call.perform(.updateICE(encoder, call.room, fragment: new)) == .done)
    }
}
