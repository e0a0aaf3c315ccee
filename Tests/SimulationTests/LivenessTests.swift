import ICE
import SFU
import Simulation
import Testing
import Wire

/// Silence, and coming back from it (RFC 7675, RFC 8445 §9).
@Suite struct LivenessTests {
    /// The browser's network is cut.
    private func cut(_ browser: SimulatedBrowser, in call: SimulatedCall) {
        call.network.cut.insert(browser.publisher.transport.address)
        call.network.cut.insert(browser.subscriber.transport.address)
    }

    @Test func `after 30 s of silence nothing is sent any more`() throws {
        let call = try SimulatedCall(seed: 20)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))

        cut(patient, in: call)
        call.run(for: .seconds(8))
        #expect(patient.states == [.connected, .silent])
        call.run(for: .seconds(25))
        #expect(patient.states == [.connected, .silent, .gone])
        call.clearSent()
        call.run(for: .seconds(5))

        #expect(call.sentTo[patient.publisher.transport.address] == nil)
        #expect(call.sentTo[patient.subscriber.transport.address] == nil)
        #expect(doctor.states == [.connected])
        call.leave(patient)
        #expect(call.sentTo[patient.publisher.transport.address] == nil)
    }

    @Test func `who is gone is not heard on old credentials`() throws {
        let call = try SimulatedCall(seed: 21)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        cut(patient, in: call)
        call.run(for: .seconds(35))
        let received = call.plane.counters.packetsReceived
        doctor.publisher.isSending = false
        call.run(for: .milliseconds(100))
        let before = call.plane.counters.packetsReceived
        #expect(before > received)

        call.network.cut = []
        call.clearSent()
        call.run(for: .seconds(5))

        #expect(call.sentTo[patient.publisher.transport.address] == nil)
        #expect(call.plane.counters.packetsReceived == before)
    }

    @Test func `an ICE restart brings back who was gone, on the same keys`() throws {
        let call = try SimulatedCall(seed: 22)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        cut(patient, in: call)
        call.run(for: .seconds(35))
        #expect(patient.states.last == .gone)

        call.clearSent()
        patient.publisher.transport.restart()
        call.publish(patient)
        call.perform(.restartSubscription(patient.id, call.room))
        call.run(for: .seconds(2))
        #expect(call.sentTo[patient.publisher.transport.address] == nil)
        #expect(call.sentTo[patient.subscriber.transport.address] == nil)

        call.network.cut = []
        call.run(for: .seconds(4))

        #expect(patient.states.last == .connected)
        #expect(call.plane.counters.handshakesCompleted == 4)
        let since = call.now + .seconds(-1)
        for (viewer, shown) in [(doctor, patient), (patient, doctor)] {
            let picture = try #require(viewer.stream(of: shown, .camera))
            #expect(picture.packets.count { $0.arrivedAt > since } > 50)
            #expect(viewer.subscriber.transport.undecryptable == 0)
        }
    }

    @Test func `an ICE restart of a living connection loses no packet`() throws {
        let call = try SimulatedCall(seed: 23)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let ufrag = try #require(patient.publisher.transport.remote?.ufrag)

        patient.publisher.transport.restart()
        call.publish(patient)
        call.perform(.restartSubscription(patient.id, call.room))
        call.run(for: .seconds(3))

        #expect(patient.publisher.transport.remote?.ufrag != ufrag)
        #expect(call.plane.counters.handshakesCompleted == 4)
        for (viewer, shown) in [(doctor, patient), (patient, doctor)] {
            let picture = try #require(viewer.stream(of: shown, .camera))
            #expect(picture.faults.isEmpty)
            #expect(picture.frames.count > 140)
        }
        #expect(patient.states == [.connected])
    }

    @Test func `an offer without a restart keeps the credentials`() throws {
        let call = try SimulatedCall(seed: 24)
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))
        let remote = patient.publisher.transport.remote

        call.publish(patient)

        #expect(patient.publisher.transport.remote == remote)
    }
}
