import SFU
import Simulation
import Testing
import Wire

/// Whole calls on a network that loses nothing.
@Suite struct CallTests {
    @Test func `two endpoints see and hear each other`() throws {
        let call = try SimulatedCall(seed: 1)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()

        call.run(for: .seconds(5))

        for (viewer, shown) in [(doctor, patient), (patient, doctor)] {
            let picture = try #require(viewer.stream(of: shown, .camera))
            let sound = try #require(viewer.stream(of: shown, .microphone))
            #expect(picture.faults.isEmpty)
            #expect(sound.faults.isEmpty)
            #expect(picture.frames.count > 120)
            #expect(sound.packets.count > 200)
            #expect(sound.packets.allSatisfy { $0.audioLevel == 30 })
            #expect(viewer.subscriber.transport.undecryptable == 0)
            #expect(viewer.subscriber.unknownPackets == 0)
            #expect(picture.duplicates + sound.duplicates == 0)
            #expect(shown.publisher.feedbackReceived > 30)
            #expect(viewer.states == [.connected])
        }
        #expect(call.plane.counters.srtpForged == 0)
        #expect(call.plane.counters.packetsMalformed == 0)
    }

    @Test func `numbers wrap, and nothing is lost or decrypted wrongly`() throws {
        let call = try SimulatedCall(seed: 6)
        let patient = try call.joinWithCamera()
        let doctor = try call.join()
        patient.publisher.streams[1].encoder.packetLength = 40
        patient.publisher.streams[1].encoder.deltaPackets = 90

        call.run(for: .seconds(26))

        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture.packets.count > 68_000)
        #expect(picture.faults == [])
        #expect(doctor.subscriber.transport.undecryptable == 0)
    }

    @Test func `who speaks is told, and nobody of the waiting room`() throws {
        let call = try SimulatedCall(seed: 7)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        let waiting = try call.joinWithCamera(isAdmitted: false)
        doctor.publisher.streams[0].audioLevel = 120
        patient.publisher.streams[0].audioLevel = 20
        waiting.publisher.streams[0].audioLevel = 5
        call.run(for: .seconds(4))
        patient.publisher.streams[0].audioLevel = 120
        doctor.publisher.streams[0].audioLevel = 20
        call.run(for: .seconds(4))
        doctor.publisher.streams[0].audioLevel = 120
        call.run(for: .seconds(4))

        let speakers = call.events.compactMap { event -> EndpointID?? in
            guard case .activeSpeaker(let id) = event.kind else { return nil }
            return .some(id)
        }
        #expect(speakers == [patient.id, doctor.id, nil])
    }

    @Test func `media that stops and comes again is told`() throws {
        let call = try SimulatedCall(seed: 8)
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        patient.publisher.streams[1].isActive = false
        call.run(for: .seconds(3))
        patient.publisher.streams[1].isActive = true
        call.run(for: .seconds(2))

        let told = call.events.compactMap { event -> Bool? in
            guard case .publicationActive(patient.id, .camera, let isActive) = event.kind
            else { return nil }
            return isActive
        }
        #expect(told == [true, false, true])
    }
}
