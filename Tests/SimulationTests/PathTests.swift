import DTLSSRTP
import ICE
import STUN
import Simulation
import Testing
import Wire

@testable import SFU

/// Which datagrams are heeded, and where to answers go (RFC 8445, RFC 7675; ASVS 17.2).
@Suite struct PathTests {
    static let stranger = NetworkPath(remote: SocketAddress(ipv4: 0xc633_6407, port: 666))

    @Test func `media and DTLS from an unproven path are dropped`() throws {
        let call = try SimulatedCall(seed: 10)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let client = try DTLSClient(.init(certificate: try DTLSCertificate.generate()))
        let before = call.plane.counters
        call.clearSent()

        var packet = [UInt8](repeating: 0x55, count: 200)
        packet[0] = 0x90
        packet[1] = 111
        let datagrams = client.exchange() + [packet, [0x80, 200] + packet]
        call.deliver(datagrams, from: datagrams.map { _ in Self.stranger })

        let unrouted = call.plane.counters.datagramsUnrouted
        #expect(unrouted == before.datagramsUnrouted + UInt64(datagrams.count))
        #expect(call.plane.counters.srtpForged == before.srtpForged)
        call.run(for: .seconds(1))
        #expect(call.sentTo[Self.stranger.remote] == nil)
        #expect(try #require(doctor.stream(of: patient, .camera)).faults.isEmpty)
    }

    @Test func `a check with a wrong password proves nothing and gets no answer`() throws {
        let call = try SimulatedCall(seed: 11)
        let doctor = try call.joinWithCamera()
        call.run(for: .seconds(1))
        let remote = try #require(doctor.publisher.transport.remote)
        let guess = doctor.publisher.transport.check(
            .init(ufrag: remote.ufrag, password: String(repeating: "x", count: 24)))
        let refused = call.plane.counters.stunRefused
        call.clearSent()

        call.deliver([guess], from: [Self.stranger])

        #expect(call.plane.counters.stunRefused == refused + 1)
        call.run(for: .seconds(1))
        #expect(call.sentTo[Self.stranger.remote] == nil)
    }

    @Test func `sending moves to the path of the latest nomination`() throws {
        let call = try SimulatedCall(seed: 12)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let former = doctor.subscriber.transport.address

        doctor.subscriber.transport.address = SocketAddress(ipv4: 0xc633_6401, port: 4_000)
        doctor.subscriber.transport.checkNow(call.now)
        call.run(for: .milliseconds(100))
        call.clearSent()
        call.run(for: .seconds(2))

        #expect(call.sentTo[former] == nil)
        #expect(try #require(call.sentTo[doctor.subscriber.transport.address]) > 100)
        #expect(try #require(doctor.stream(of: patient, .camera)).frames.count > 100)
        #expect(call.plane.counters.handshakesCompleted == 4)
    }

    @Test func `a check without nomination moves nothing`() throws {
        let call = try SimulatedCall(seed: 13)
        let doctor = try call.joinWithCamera()
        _ = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let transport = doctor.subscriber.transport
        let former = transport.address

        transport.nominates = false
        transport.address = SocketAddress(ipv4: 0xc633_6401, port: 4_000)
        transport.checkNow(call.now)
        call.run(for: .milliseconds(100))
        call.clearSent()
        call.run(for: .seconds(2))

        #expect(try #require(call.sentTo[former]) > 100)
        #expect(call.sentTo[transport.address] ?? 0 <= 2)
    }

    @Test func `a publisher goes on from a new address after one check`() throws {
        let call = try SimulatedCall(seed: 14)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))

        patient.publisher.transport.address = SocketAddress(ipv4: 0xc633_6402, port: 4_000)
        patient.publisher.transport.checkNow(call.now)
        call.run(for: .seconds(2))

        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture.frames.count > 110)
        #expect(picture.missing.isEmpty)
        #expect(call.plane.counters.handshakesCompleted == 4)
    }
    @Test func `paths of refused checks are not remembered`() throws {
        let call = try SimulatedCall(seed: 15)
        let doctor = try call.joinWithCamera()
        call.run(for: .seconds(1))
        let remote = try #require(doctor.publisher.transport.remote)
        let paths = call.plane.paths.count

        for port in 1...200 as ClosedRange<UInt16> {
            let path = NetworkPath(remote: SocketAddress(ipv4: 0xc633_6407, port: port))
            call.deliver([controlledCheck(remote, transaction: UInt64(port))], from: [path])
        }

        #expect(call.plane.paths.count == paths)
    }

    /// One of a browser that believes to be controlled.
    private func controlledCheck(_ remote: ICECredentials, transaction: UInt64) -> [UInt8] {
        var memory = [UInt8](repeating: 0, count: 256)
        let length = memory.withUnsafeMutableBytes { memory in
            var writer = STUNMessageWriter(
                messageClass: .request, method: .binding,
                transactionID: TransactionID(high: 1, low: transaction), into: memory)
            writer.write(.username, Array("\(remote.ufrag):abcd".utf8))
            writer.write(.iceControlled, [1, 2, 3, 4, 5, 6, 7, 8])
            writer.write(.priority, [0x6e, 0x00, 0x1e, 0xff])
            writer.writeMessageIntegrity(key: remote.key)
            writer.writeFingerprint()
            return writer.count
        }
        return Array(memory[..<length])
    }
}
