import SFU
import Simulation
import Testing
import Wire

/// Repair by NACK and RTX, both ways (RFC 4585, RFC 4588).
@Suite struct LossTests {
    @Test(arguments: [50, 51, 52, 53] as [UInt64])
    func `5 % of loss each way is repaired, in order`(seed: UInt64) throws {
        let call = try SimulatedCall(seed: seed)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))

        let link = SimulatedNetwork.Link(
            delay: .milliseconds(20), jitter: .milliseconds(8), loss: 0.05)
        call.network.toServer = link
        call.network.toBrowsers = link
        call.run(for: .seconds(20))
        call.network.toServer.loss = 0
        call.network.toBrowsers.loss = 0
        call.run(for: .seconds(2))

        for (viewer, shown) in [(doctor, patient), (patient, doctor)] {
            let picture = try #require(viewer.stream(of: shown, .camera))
            #expect(picture.packets.count > 1_300)
            #expect(picture.missingShare < 0.005, "seed \(seed)")
            #expect(picture.packets.count { $0.isRepair } > 30)
            #expect(shown.publisher.requestedNumbers > 30)
            let whole = picture.frames.count { $0.isWhole }
            #expect(Double(whole) > Double(picture.frames.count) * 0.98, "seed \(seed)")
            if picture.missing.isEmpty { #expect(picture.faults == [], "seed \(seed)") }
            // What was lost on the way in is repaired for sound, too.
            let sound = try #require(viewer.stream(of: shown, .microphone))
            #expect(sound.missingShare < 0.08, "seed \(seed)")
        }
    }

    @Test func `sound that is lost on the way in is asked for again`() throws {
        let call = try SimulatedCall(seed: 54)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))

        call.network.toServer.loss = 0.05
        call.run(for: .seconds(10))
        call.network.toServer.loss = 0
        call.run(for: .seconds(1))

        let sound = try #require(doctor.stream(of: patient, .microphone))
        #expect(sound.missingShare < 0.005)
        #expect(sound.packets.count > 500)
    }

    @Test(arguments: [55, 57, 58, 59, 60, 61] as [UInt64])
    func `packets that only overtake each other are not asked for`(seed: UInt64) throws {
        let link = SimulatedNetwork.Link(delay: .milliseconds(20), jitter: .milliseconds(5))
        let call = try SimulatedCall(
            seed: seed, network: SimulatedNetwork(toServer: link, toBrowsers: link, seed: seed))
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()

        // The opening key frame may be asked for, where its first packet was overtaken.
        call.run(for: .seconds(1))
        let opening = call.plane.counters.retransmissionsRequested
        call.run(for: .seconds(9))

        #expect(opening <= 10)
        #expect(call.plane.counters.retransmissionsRequested == opening)
        #expect(try #require(doctor.stream(of: patient, .camera)).faults == [])
        #expect(try #require(doctor.stream(of: patient, .microphone)).faults == [])
    }

    @Test func `a gap too long to repair ends with a key frame`() throws {
        let call = try SimulatedCall(seed: 56)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let camera = patient.publisher.streams[1]
        let keyframes = camera.encoder.keyframes.count

        call.network.toServer.loss = 1
        call.run(for: .seconds(4))
        call.network.toServer.loss = 0
        call.run(for: .seconds(3))

        #expect(camera.encoder.keyframes.count > keyframes)
        let picture = try #require(doctor.stream(of: patient, .camera))
        let key = try #require(picture.frames.last { $0.isKeyframe })
        #expect(try #require(key.first.trace?.frame) > 150)
    }
}
