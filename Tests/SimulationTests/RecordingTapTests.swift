import RTP
import SFU
import Simulation
import Testing
import Wire

/// What reaches a recorder, and whose consent it needs.
@Suite struct RecordingTapTests {
    private let recording = RecordingID(rawValue: "recording")

    /// Every packet that was handed out, with the endpoint it was announced for.
    private func packets(
        of call: SimulatedCall
    ) throws -> [(publisher: EndpointID, source: MediaSource, packet: [UInt8])] {
        var announced: [PublicationID: RecordedPublication] = [:]
        var packets: [(EndpointID, MediaSource, [UInt8])] = []
        for burst in call.recorded {
            for item in burst.items {
                switch item {
                case .publication(_, let publication): announced[publication.id] = publication
                case .packet(_, let id, let range, _):
                    let publication = try #require(announced[id])
                    packets.append(
                        (publication.endpoint, publication.source, Array(burst.bytes[range])))
                case .ended(_, let id): announced[id] = nil
                default: break
                }
            }
        }
        return packets
    }

    private func opening(of packet: [UInt8]) -> VP8Payload? {
        guard let header = RTPHeader(parsing: packet.span.bytes) else { return nil }
        return VP8Payload(parsing: Array(packet[header.payloadRange]).span.bytes)
    }

    @Test func `only who agreed is recorded, from a key frame on, without a gap`() throws {
        let call = try SimulatedCall(seed: 120)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.run(for: .seconds(1))
        call.perform(.startRecording(recording, call.room))
        call.run(for: .seconds(1))
        #expect(try packets(of: call).isEmpty)

        call.perform(.grantRecording(patient.id, call.room))
        call.run(for: .seconds(4))

        let taken = try packets(of: call)
        #expect(taken.allSatisfy { $0.publisher == patient.id })
        let sound = taken.filter { $0.source == .microphone }
        #expect((190...205).contains(sound.count))
        let picture = taken.filter { $0.source == .camera }.map(\.packet)
        #expect(picture.count > 150)
        let headers = picture.compactMap { RTPHeader(parsing: $0.span.bytes) }
        #expect(headers.count == picture.count)
        for (former, next) in zip(headers, headers.dropFirst()) {
            #expect(next.sequenceNumber == former.sequenceNumber &+ 1)
        }
        #expect(opening(of: picture[0])?.isKeyframe == true)
        #expect(call.plane.counters.packetsWithoutConsent > 300)
        #expect(try #require(doctor.stream(of: patient, .camera)).faults == [])
    }

    @Test func `consent withdrawn stops with the very next packet`() throws {
        let call = try SimulatedCall(seed: 121)
        let doctor = try call.joinWithCamera()
        let patient = try call.joinWithCamera()
        call.perform(.startRecording(recording, call.room))
        call.perform(.grantRecording(patient.id, call.room))
        call.perform(.grantRecording(doctor.id, call.room))
        call.run(for: .seconds(3))
        let before = try packets(of: call)

        call.perform(.revokeRecording(patient.id, call.room))
        let ended = call.recorded.last?.items.count { item in
            if case .ended = item { true } else { false }
        }
        call.run(for: .seconds(2))

        let after = try packets(of: call).dropFirst(before.count)
        #expect(ended == 2)
        #expect(before.contains { $0.publisher == patient.id })
        #expect(after.count > 200)
        #expect(after.allSatisfy { $0.publisher == doctor.id })
    }

    @Test func `who returns to the waiting room is not recorded there`() throws {
        let call = try SimulatedCall(seed: 122)
        let patient = try call.joinWithCamera()
        call.perform(.startRecording(recording, call.room))
        call.perform(.grantRecording(patient.id, call.room))
        call.run(for: .seconds(2))
        let before = try packets(of: call).count
        #expect(before > 100)

        call.perform(.setAdmitted(patient.id, call.room, false))
        call.run(for: .seconds(2))

        #expect(try packets(of: call).count == before)
    }

    @Test func `nothing is taken after the stop, and a next recording begins anew`() throws {
        let call = try SimulatedCall(seed: 123)
        let patient = try call.joinWithCamera(layers: SimulcastTests.layers)
        call.perform(.startRecording(recording, call.room))
        call.perform(.grantRecording(patient.id, call.room))
        call.run(for: .seconds(4))

        call.perform(.stopRecording(call.room))
        let before = try packets(of: call).count
        call.run(for: .seconds(1))
        #expect(try packets(of: call).count == before)

        call.perform(.startRecording(RecordingID(rawValue: "next"), call.room))
        call.perform(.grantRecording(patient.id, call.room))
        call.run(for: .seconds(3))
        let picture = try packets(of: call).dropFirst(before).filter { $0.source == .camera }
        let first = try #require(picture.first)
        let frame = try #require(opening(of: first.packet))
        #expect(frame.isKeyframe)
        #expect(frame.size == PictureSize(width: 1_280, height: 720))
    }
}
