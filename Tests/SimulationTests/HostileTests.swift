import RTP
import SFU
import Simulation
import Testing
import Wire

/// What an endpoint with good keys and bad intent may send (ASVS 17.2.4, 17.2.5, 17.2.7).
@Suite struct HostileTests {
    private func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    /// A plain RTP packet of a stranger SSRC, with a mid where one is given.
    private func packet(
        ssrc: UInt32, payloadType: UInt8, mid: String?, random: inout SplitMix64
    ) -> [UInt8] {
        var packet: [UInt8] = [mid == nil ? 0x80 : 0x90, payloadType]
        packet += [0, UInt8.random(in: 0...255, using: &random), 0, 0, 1, 2] + bigEndian(ssrc)
        if let mid {
            packet += [0xbe, 0xde, 0, 1, 0x40 | UInt8(mid.utf8.count - 1)] + Array(mid.utf8)
            while packet.count % 4 != 0 { packet.append(0) }
        }
        return packet + (0..<60).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test func `a flood of SSRCs is bounded and disturbs nobody else`() throws {
        let call = try SimulatedCall(seed: 110)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))

        for round in 0..<400 {
            let ssrc = UInt32.random(in: 1...UInt32.max, using: &call.random)
            let mid = round % 3 == 0 ? nil : round % 3 == 1 ? "1" : "nowhere"
            let payloadType: UInt8 = [96, 97, 111, 63][round % 4]
            doctor.publisher.send(
                packet(
                    ssrc: ssrc, payloadType: payloadType, mid: mid, random: &call.random))
            if round % 20 == 0 { call.run(for: .milliseconds(20)) }
        }
        call.run(for: .seconds(2))

        let counters = call.plane.counters
        #expect(counters.packetsMalformed >= 300)
        let picture = try #require(doctor.stream(of: patient, .camera))
        #expect(picture.faults == [])
        #expect(picture.frames.count > 120)
        #expect(patient.states == [.connected])
    }

    @Test(arguments: [111, 112] as [UInt64])
    func `hostile RTCP is dropped after decryption`(seed: UInt64) throws {
        let call = try SimulatedCall(seed: seed)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(2))
        let picture = try #require(doctor.stream(of: patient, .camera))

        for round in 0..<600 {
            let noise = hostileRTCP(about: picture.ssrc, random: &call.random)
            if round % 2 == 0 {
                doctor.subscriber.sendRTCP { $0.write(noise) }
            } else {
                patient.publisher.sendRTCP { $0.write(noise) }
            }
            if round % 30 == 0 { call.run(for: .milliseconds(20)) }
        }
        call.run(for: .seconds(3))

        #expect(doctor.states == [.connected] && patient.states == [.connected])
        #expect(picture.missing == [])
        let since = call.now + .seconds(-1)
        #expect(picture.packets.count { $0.arrivedAt > since } > 50)
    }

    /// Blocks with true heads and lying lengths, counts and contents.
    private func hostileRTCP(about ssrc: UInt32, random: inout SplitMix64) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let words = Int.random(in: 0...30, using: &random)
            let said = Bool.random(using: &random) ? words : Int.random(in: 0...70, using: &random)
            bytes += [
                UInt8.random(in: 0x80...0xbf, using: &random),
                UInt8.random(in: 200...207, using: &random), 0, UInt8(said),
            ]
            for word in 0..<words {
                bytes += bigEndian(
                    word < 3 && Bool.random(using: &random)
                        ? ssrc : UInt32.random(in: 0...UInt32.max, using: &random))
            }
        }
        return bytes.count < 8 ? bytes + bigEndian(ssrc) + bigEndian(0) : bytes
    }

    @Test(arguments: [113, 114, 115] as [UInt64])
    func `hostile RTP is dropped or forwarded, and ends nothing`(seed: UInt64) throws {
        let call = try SimulatedCall(seed: seed)
        let doctor = try call.joinWithCamera(layers: SimulcastTests.layers)
        let patient = try call.joinWithCamera()
        let guest = try call.join()
        call.perform(.startRecording(RecordingID(rawValue: "r"), call.room))
        call.perform(.grantRecording(doctor.id, call.room))
        call.run(for: .seconds(2))
        let ssrcs: [UInt32] = doctor.publisher.streams.flatMap { stream in
            [stream.ssrc, stream.rtxSSRC ?? 7]
        }

        for round in 0..<800 {
            var noise = (0..<Int.random(in: 12...80, using: &call.random)).map { _ in
                UInt8.random(in: 0...255, using: &call.random)
            }
            noise[0] = 0x80 | noise[0] & 0x3f & (round % 2 == 0 ? 0x30 : 0x3f)
            noise[1] = [96, 97, 111, 224, 225, 239][round % 6]
            noise.replaceSubrange(8..<12, with: bigEndian(ssrcs[round % ssrcs.count]))
            if noise[0] & 0x10 != 0, noise.count >= 16 {
                noise.replaceSubrange(
                    12..<16, with: [0xbe, 0xde, 0, UInt8.random(in: 0...20, using: &call.random)])
            }
            doctor.publisher.send(noise)
            if round % 40 == 0 { call.run(for: .milliseconds(20)) }
        }
        call.run(for: .seconds(3))

        let picture = try #require(guest.stream(of: patient, .camera))
        #expect(picture.faults == [])
        #expect(picture.frames.count > 140)
        #expect(doctor.states == [.connected])
    }

    @Test func `replayed packets are dropped`() throws {
        let call = try SimulatedCall(seed: 116)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))
        let stream = patient.publisher.streams[1]
        var plain: [UInt8] = [0x80, 96, 0, 0, 0, 0, 0, 0] + bigEndian(stream.ssrc)
        plain[2] = UInt8((stream.sequenceNumber &+ 9) >> 8)
        plain[3] = UInt8(truncatingIfNeeded: stream.sequenceNumber &+ 9)
        let protected = try #require(patient.publisher.send(plain + [0x10, 1, 2, 3]))
        call.run(for: .milliseconds(100))
        let before = call.plane.counters

        for _ in 0..<50 { patient.publisher.transport.send(raw: protected) }
        for index in 12..<24 {
            var forged = protected
            forged[index] ^= 1
            forged[3] &+= 1
            patient.publisher.transport.send(raw: forged)
        }
        call.run(for: .milliseconds(100))

        #expect(call.plane.counters.srtpReplayed == before.srtpReplayed + 50)
        #expect(call.plane.counters.srtpForged == before.srtpForged + 12)
        #expect(doctor.states == [.connected])
    }
}
