import SFU
import Simulation
import Testing
import Wire

/// The waiting room, seen from the media plane.
@Suite struct AdmissionTests {
    @Test func `nothing of or for an endpoint is forwarded before its admission`() throws {
        let call = try SimulatedCall(seed: 2)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera(isAdmitted: false)

        call.run(for: .seconds(3))

        #expect(patient.states == [.connected])
        #expect(call.plane.counters.packetsReceived > 300)
        #expect(call.plane.counters.packetsForwarded == 0)
        #expect(doctor.tracks.isEmpty)
        #expect(patient.tracks.isEmpty)

        call.perform(.setAdmitted(patient.id, call.room, true))
        call.run(for: .seconds(2))

        #expect(try #require(doctor.stream(of: patient, .camera)).faults.isEmpty)
        #expect(try #require(patient.stream(of: doctor, .camera)).faults.isEmpty)
        #expect(try #require(patient.stream(of: doctor, .camera)).frames.count > 30)
    }

    @Test func `nothing is forwarded after the return to the waiting room`() throws {
        let call = try SimulatedCall(seed: 3)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let forwarded = call.plane.counters.packetsForwarded

        call.perform(.setAdmitted(patient.id, call.room, false))
        let received = call.plane.counters.packetsReceived
        call.run(for: .seconds(2))

        #expect(forwarded > 300)
        #expect(call.plane.counters.packetsForwarded == forwarded)
        #expect(call.plane.counters.packetsReceived > received + 200)
        #expect(doctor.tracks.isEmpty)
        #expect(patient.tracks.isEmpty)
    }

    @Test func `what is missed while waiting is not repeated afterwards`() throws {
        let call = try SimulatedCall(seed: 4)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let former = try #require(doctor.stream(of: patient, .camera))

        call.perform(.setAdmitted(patient.id, call.room, false))
        call.run(for: .seconds(2))
        let last = try #require(former.packets.last?.trace?.frame)
        call.perform(.setAdmitted(patient.id, call.room, true))
        call.run(for: .seconds(2))

        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture !== former)
        #expect(picture.faults.isEmpty)
        #expect(try #require(picture.frames.first?.first.trace?.frame) > last + 50)
        #expect(picture.mid == former.mid)
    }

    @Test func `who leaves is gone for the others at once`() throws {
        let call = try SimulatedCall(seed: 5)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))

        call.leave(patient)
        let forwarded = call.plane.counters.packetsForwarded
        call.run(for: .milliseconds(100))
        call.clearSent()
        call.run(for: .seconds(2))

        #expect(patient.publisher.transport.hasBeenToldGoodbye)
        #expect(call.plane.counters.packetsForwarded == forwarded)
        #expect(doctor.tracks.isEmpty)
        #expect(call.sentTo[patient.publisher.transport.address] == nil)
        #expect(call.sentTo[patient.subscriber.transport.address] == nil)
        #expect(call.plane.counters.endpoints == 1)
    }
}
