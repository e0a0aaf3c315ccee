import SFU
import Simulation
import Testing
import Wire

/// Simulcast: one stream out of several in.
@Suite struct SimulcastTests {
    static let layers: [SimulatedCall.Layer] = [("h", 1280, 720), ("m", 640, 360), ("l", 320, 180)]

    @Test func `the best layer that arrives is forwarded, without a seam`() throws {
        let call = try SimulatedCall(seed: 80)
        let patient = try call.joinWithCamera(layers: Self.layers)
        let doctor = try call.join()
        let sent = patient.publisher.streams.filter(\.isVideo)
        func shown() throws -> UInt32? {
            try #require(doctor.stream(of: patient, .camera)).frames.last?.source
        }

        call.run(for: .seconds(4))
        #expect(try shown() == sent[0].ssrc)
        sent[0].isActive = false
        call.run(for: .seconds(4))
        #expect(try shown() == sent[1].ssrc)
        sent[1].isActive = false
        call.run(for: .seconds(4))
        #expect(try shown() == sent[2].ssrc)
        sent[0].isActive = true
        sent[1].isActive = true
        call.run(for: .seconds(4))
        #expect(try shown() == sent[0].ssrc)

        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture.faults == [])
        #expect(picture.missing == [])
        #expect(doctor.subscriber.unknownPackets == 0)
    }

    @Test(arguments: [81, 82, 83] as [UInt64])
    func `layers change without a seam on a network that loses`(seed: UInt64) throws {
        let call = try SimulatedCall(seed: seed)
        let patient = try call.joinWithCamera(layers: Self.layers)
        let doctor = try call.join()
        let sent = patient.publisher.streams.filter(\.isVideo)
        call.run(for: .seconds(2))
        let link = SimulatedNetwork.Link(jitter: .milliseconds(8), loss: 0.03)
        call.network.toServer = link
        call.network.toBrowsers = link

        for _ in 0..<3 {
            sent[0].isActive = false
            call.run(for: .seconds(4))
            sent[0].isActive = true
            call.run(for: .seconds(4))
        }
        call.network.toServer.loss = 0
        call.network.toBrowsers.loss = 0
        call.run(for: .seconds(2))

        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture.missingShare < 0.005, "seed \(seed)")
        let sources = Set(picture.frames.compactMap(\.source))
        #expect(sources.isSuperset(of: [sent[0].ssrc, sent[1].ssrc]))
        if picture.missing.isEmpty { #expect(picture.faults == [], "seed \(seed)") }
        #expect(doctor.subscriber.transport.undecryptable == 0)
    }

    @Test func `two subscribers get the same layer with numbers of their own`() throws {
        let call = try SimulatedCall(seed: 84)
        let patient = try call.joinWithCamera(layers: Self.layers)
        let doctor = try call.join()
        let guest = try call.join()

        call.run(for: .seconds(4))

        let one = try #require(doctor.stream(of: patient, .camera))
        let other = try #require(guest.stream(of: patient, .camera))
        #expect(one.ssrc != other.ssrc)
        #expect(one.faults == [] && other.faults == [])
        #expect(one.frames.last?.source == other.frames.last?.source)
    }
}
