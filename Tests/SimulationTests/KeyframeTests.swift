import SFU
import Simulation
import Testing
import Wire

/// Key frames: who gets one, and how often a publisher is asked.
@Suite struct KeyframeTests {
    @Test func `requests of many subscribers are one a second`() throws {
        let call = try SimulatedCall(seed: 60)
        let patient = try call.joinWithCamera()
        var viewers: [SimulatedBrowser] = []
        for _ in 0..<4 { viewers.append(try call.join()) }
        call.run(for: .seconds(2))
        let camera = patient.publisher.streams[1]
        let before = camera.keyframeRequests.count

        for _ in 0..<50 {
            for viewer in viewers {
                let picture = try #require(viewer.stream(of: patient, .camera))
                viewer.subscriber.requestKeyframe(of: picture)
            }
            call.run(for: .milliseconds(100))
        }

        let requests = camera.keyframeRequests.dropFirst(before)
        #expect((4...6).contains(requests.count))
        for (former, next) in zip(requests, requests.dropFirst()) {
            #expect(next - former >= .milliseconds(950))
        }
        for viewer in viewers {
            #expect(try #require(viewer.stream(of: patient, .camera)).faults == [])
        }
    }

    @Test func `who comes later begins with a key frame`() throws {
        let call = try SimulatedCall(seed: 61)
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(3))
        let late = try call.joinWithCamera()
        let joinedAt = call.now

        call.run(for: .seconds(2))

        let picture = try #require(late.stream(of: patient, .camera))
        #expect(picture.faults == [])
        #expect(try #require(picture.packets.first).arrivedAt - joinedAt < .milliseconds(500))
    }

    @Test func `a request is repeated until a key frame comes`() throws {
        let call = try SimulatedCall(seed: 62)
        let patient = try call.joinWithCamera()
        let camera = patient.publisher.streams[1]
        let doctor = try call.join()
        call.run(for: .seconds(2))
        let picture = try #require(doctor.stream(of: patient, .camera))
        camera.isActive = false
        let before = camera.keyframeRequests.count

        doctor.subscriber.requestKeyframe(of: picture)
        call.run(for: .milliseconds(3_500))

        #expect((3...4).contains(camera.keyframeRequests.count - before))
    }

    @Test func `a key frame whose first packet comes late shows no broken picture`() throws {
        for seed in 63...72 as ClosedRange<UInt64> {
            let call = try SimulatedCall(seed: seed)
            let patient = try call.joinWithCamera()
            call.run(for: .seconds(1))
            call.network.toServer.loss = 0.3
            let doctor = try call.join()
            call.run(for: .seconds(4))
            call.network.toServer.loss = 0
            call.run(for: .seconds(2))

            let picture = try #require(doctor.stream(of: patient, .camera))
            let missing = picture.missing
            #expect(missing.count < 12, "seed \(seed): \(missing)")
            let opening = try #require(picture.frames.first)
            #expect(opening.isKeyframe && opening.isWhole, "seed \(seed)")
        }
    }
}
