import SFU
import Simulation
import Testing
import Wire

/// Publications that come and go, and the offers that follow (RFC 9429 §5).
@Suite struct NegotiationTests {
    private func addScreen(
        _ mid: String, of browser: SimulatedBrowser, in call: SimulatedCall
    ) {
        call.addScreen(to: browser, mid: mid)
        call.publish(browser, sources: [mid: .screen])
    }

    @Test func `a screen comes and goes, and its section is used again`() throws {
        let call = try SimulatedCall(seed: 100)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))

        addScreen("2", of: patient, in: call)
        call.run(for: .seconds(2))
        let screen = try #require(doctor.stream(of: patient, .screen))
        #expect(screen.faults == [])
        #expect(screen.frames.count > 40)

        patient.publisher.offer.sections[2].isActive = false
        call.publish(patient)
        call.run(for: .seconds(1))
        #expect(doctor.stream(of: patient, .screen) == nil)
        #expect(doctor.subscriber.lastOffer?.sections.count == 3)

        addScreen("3", of: patient, in: call)
        call.run(for: .seconds(2))
        let next = try #require(doctor.stream(of: patient, .screen))
        #expect(next.mid == screen.mid)
        #expect(next.ssrc != screen.ssrc)
        #expect(next.faults == [])
        #expect(doctor.subscriber.lastOffer?.sections.count == 3)
        #expect(try #require(doctor.stream(of: patient, .camera)).faults == [])
    }

    @Test func `a stopped transceiver ends its publication`() throws {
        let call = try SimulatedCall(seed: 101)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        addScreen("2", of: patient, in: call)
        call.run(for: .seconds(1))
        #expect(doctor.stream(of: patient, .screen) != nil)

        patient.publisher.offer.sections[2].isStopped = true
        call.publish(patient)

        #expect(doctor.tracks.count == 2)
        #expect(doctor.stream(of: patient, .screen) == nil)
    }

    @Test func `one offer is out at a time`() throws {
        let call = try SimulatedCall(seed: 102)
        let doctor = try call.joinWithCamera()
        doctor.answersOffers = false
        let patient = try call.joinWithCamera()
        #expect(doctor.offers.count == 1)

        addScreen("2", of: patient, in: call)
        patient.publisher.offer.sections[2].isActive = false
        call.publish(patient)
        addScreen("3", of: patient, in: call)
        #expect(doctor.offers.count == 1)

        #expect(call.answer(doctor) == .done)
        #expect(doctor.offers.count == 1)
        #expect(call.answer(doctor) == .done)
        while !doctor.offers.isEmpty { #expect(call.answer(doctor) == .done) }
        call.run(for: .seconds(2))

        #expect(doctor.tracks.count == 3)
        #expect(try #require(doctor.stream(of: patient, .screen)).faults == [])
        #expect(try #require(doctor.stream(of: patient, .camera)).faults == [])
        #expect(doctor.subscriber.unknownPackets == 0)
        #expect(
            call.perform(.subscribeAnswer(doctor.id, call.room, answer: "v=0"))
                == .refused(.unexpectedAnswer))
    }

    @Test func `an answer to the offer before a restart is not taken for the restart's`() throws {
        let call = try SimulatedCall(seed: 104)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))
        doctor.answersOffers = false
        addScreen("2", of: patient, in: call)
        let late = doctor.subscriber.answer(doctor.offers.removeFirst(), now: call.now)

        call.perform(.restartSubscription(doctor.id, call.room))
        let refused = call.perform(.subscribeAnswer(doctor.id, call.room, answer: late))

        #expect(refused == .refused(.unexpectedAnswer))
        #expect(call.answer(doctor) == .done)
        call.run(for: .seconds(2))
        #expect(try #require(doctor.stream(of: patient, .screen)).faults == [])
    }

    @Test func `nothing is sent before its section is answered`() throws {
        let call = try SimulatedCall(seed: 103)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))
        doctor.answersOffers = false
        addScreen("2", of: patient, in: call)

        call.run(for: .seconds(2))
        #expect(doctor.subscriber.unknownPackets == 0)
        call.answer(doctor)
        call.run(for: .seconds(1))

        #expect(doctor.subscriber.unknownPackets == 0)
        #expect(try #require(doctor.stream(of: patient, .screen)).faults == [])
    }

    @Test func `a bad answer leaves the offer open`() throws {
        let call = try SimulatedCall(seed: 104)
        let doctor = try call.joinWithCamera()
        doctor.answersOffers = false
        let patient = try call.joinWithCamera()

        guard
            case .refused(.badDescription) = call.perform(
                .subscribeAnswer(doctor.id, call.room, answer: "v=0\r\ns=-\r\n"))
        else {
            Issue.record("taken")
            return
        }
        #expect(call.answer(doctor) == .done)
        call.run(for: .seconds(2))
        #expect(try #require(doctor.stream(of: patient, .camera)).faults == [])
    }

    @Test func `screens can be shared all day`() throws {
        let call = try SimulatedCall(seed: 105)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))

        addScreen("2", of: patient, in: call)
        for _ in 0..<80 {
            // A browser's transceiver keeps its SSRC.
            patient.publisher.offer.sections[2].isActive = true
            call.publish(patient, sources: ["2": .screen])
            call.run(for: .milliseconds(1_200))
            #expect(doctor.stream(of: patient, .screen)?.frames.isEmpty == false)
            patient.publisher.offer.sections[2].isActive = false
            call.publish(patient)
            call.run(for: .milliseconds(40))
        }

        #expect(doctor.subscriber.lastOffer?.sections.count == 3)
        #expect(try #require(doctor.stream(of: patient, .camera)).faults == [])
    }

    @Test func `participants come and go all day`() throws {
        let call = try SimulatedCall(seed: 106)
        let doctor = try call.joinWithCamera()
        call.run(for: .seconds(1))

        for _ in 0..<20 {
            let patient = try call.joinWithCamera()
            call.run(for: .milliseconds(800))
            #expect(doctor.stream(of: patient, .camera)?.frames.isEmpty == false)
            call.leave(patient)
            call.run(for: .milliseconds(40))
        }

        #expect(doctor.subscriber.lastOffer?.sections.count == 2)
        #expect(call.plane.counters.endpoints == 1)
    }

    @Test func `a new SSRC in an old section shows no seam`() throws {
        let call = try SimulatedCall(seed: 107)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let picture = try #require(doctor.stream(of: patient, .camera))

        call.addCamera(to: patient)
        call.publish(patient)
        call.run(for: .seconds(2))

        #expect(doctor.stream(of: patient, .camera) === picture)
        #expect(picture.faults == [])
        #expect(picture.frames.last?.source == patient.publisher.streams[1].ssrc)
        let sound = try #require(doctor.stream(of: patient, .microphone))
        #expect(sound.faults == [])
        #expect(sound.packets.last?.trace?.source == patient.publisher.streams[0].ssrc)
    }

    @Test func `a section that the browser refuses is not sent`() throws {
        let call = try SimulatedCall(seed: 108)
        let doctor = try call.joinWithCamera()
        doctor.answersOffers = false
        _ = try call.joinWithCamera()
        let offer = doctor.offers.removeFirst()
        let answer = doctor.subscriber.answer(offer, now: call.now)
        let refused = answer.replacing("m=video 9", with: "m=video 0", maxReplacements: 1)

        #expect(refused != answer)
        #expect(
            call.perform(.subscribeAnswer(doctor.id, call.room, answer: refused)) == .done)
        call.run(for: .seconds(2))

        #expect(doctor.subscriber.streams["0"]?.packets.count ?? 0 > 50)
        #expect(doctor.subscriber.streams["1"]?.packets.isEmpty == true)
    }

    @Test func `who comes again under the same name begins anew`() throws {
        let call = try SimulatedCall(seed: 109)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))

        let again = try call.rejoin(patient)
        call.addCamera(to: again)
        call.publish(again)
        call.run(for: .seconds(2))

        #expect(patient.publisher.transport.hasBeenToldGoodbye)
        #expect(again.states == [.connected])
        let picture = try #require(doctor.stream(of: again, .camera))
        #expect(picture.faults == [])
        #expect(picture.frames.count > 40)
        #expect(try #require(again.stream(of: doctor, .camera)).faults == [])
        #expect(call.plane.counters.endpoints == 2)
    }
}
