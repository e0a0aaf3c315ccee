import DTLSSRTP
import SFU
import Simulation
import Testing
import Wire

/// DTLS within a call (ASVS 17.2.6, 17.2.8).
@Suite struct HandshakeTests {
    @Test func `a publisher of another certificate than described is not heard`() throws {
        let call = try SimulatedCall(seed: 30)
        let doctor = try call.joinWithCamera()
        let patient = try call.join()
        call.addCamera(to: patient)
        patient.publisher.offer.fingerprint = try DTLSCertificate.generate().fingerprint.text
        call.publish(patient)

        call.run(for: .seconds(3))

        #expect(call.plane.counters.handshakesFailed == 1)
        #expect(patient.states == [.gone])
        #expect(patient.publisher.packetsSent > 100)
        #expect(doctor.subscriber.packetsReceived == 0)
    }

    @Test func `a subscriber of another certificate than described gets nothing`() throws {
        let call = try SimulatedCall(seed: 31)
        let doctor = try call.join()
        doctor.subscriber.fingerprint = try DTLSCertificate.generate().fingerprint.text
        _ = try call.joinWithCamera()

        call.run(for: .seconds(3))

        #expect(call.plane.counters.handshakesFailed == 1)
        #expect(doctor.subscriber.packetsReceived == 0)
        #expect(call.plane.counters.packetsForwarded == 0)
    }

    @Test func `a second ClientHello disturbs no session that stands`() throws {
        let call = try SimulatedCall(seed: 32)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))

        for browser in [doctor, patient] {
            for transport in [browser.publisher.transport, browser.subscriber.transport] {
                let other = try DTLSClient(.init(certificate: transport.certificate))
                other.exchange().forEach(transport.send(raw:))
            }
        }
        call.run(for: .seconds(2))

        #expect(call.plane.counters.handshakesCompleted == 4)
        #expect(call.plane.counters.handshakesFailed == 0)
        #expect(doctor.states == [.connected])
        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture.faults.isEmpty)
        #expect(picture.frames.count > 100)
    }

    @Test func `a second ClientHello disturbs no session that is being made`() throws {
        let call = try SimulatedCall(seed: 33)
        let doctor = try call.joinWithCamera()
        let other = try DTLSClient(.init(certificate: try DTLSCertificate.generate()))
        call.run(until: { call.sentTo[doctor.publisher.transport.address] ?? 0 >= 2 })
        #expect(!doctor.publisher.transport.isConnected)

        other.exchange().forEach(doctor.publisher.transport.send(raw:))
        call.run(for: .seconds(3))

        #expect(doctor.states == [.connected])
        #expect(call.plane.counters.packetsReceived > 100)
    }

    @Test(arguments: 34..<44 as Range<UInt64>)
    func `noise that looks like DTLS ends no session`(seed: UInt64) throws {
        let call = try SimulatedCall(seed: seed)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))

        for count in 1...400 {
            var noise = (0..<(count % 90 + 1)).map { _ in
                UInt8.random(in: 0...255, using: &call.random)
            }
            noise[0] = UInt8(20 + count % 44)
            if count % 2 == 0, noise.count > 13 {
                noise.replaceSubrange(1..<5, with: [0xfe, 0xfd, 0, UInt8(count % 3)])
                noise[11] = 0
                noise[12] = UInt8(noise.count - 13)
            }
            patient.publisher.transport.send(raw: noise)
        }
        call.run(for: .seconds(2))

        #expect(patient.states == [.connected])
        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture.frames.count > 100)
        #expect(picture.faults.isEmpty)
    }

    @Test(arguments: [40, 41, 42, 43] as [UInt64])
    func `a handshake comes about on a network that loses a fifth`(seed: UInt64) throws {
        let link = SimulatedNetwork.Link(loss: 0.2)
        let call = try SimulatedCall(
            seed: seed, network: SimulatedNetwork(toServer: link, toBrowsers: link, seed: seed))
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()

        let areConnected = call.run(atMost: .seconds(15)) {
            [doctor, patient].allSatisfy {
                $0.publisher.transport.isConnected && $0.subscriber.transport.isConnected
            }
        }

        #expect(areConnected, "seed \(seed)")
        call.run(for: .seconds(1))
        #expect(doctor.states == [.connected] && patient.states == [.connected], "seed \(seed)")
    }
}
