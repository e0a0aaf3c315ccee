import RTP
import SFU
import Simulation
import Testing
import Wire

/// Sender reports as subscribers get them: what keeps lips and voice together (RFC 3550 §6.4.1).
@Suite struct ClockTests {
    /// When the reports say the stream's packets were captured, less when they were, in seconds.
    private func offsets(of stream: ReceivedStream, sent: SentStream) throws -> [Double] {
        let report = try #require(stream.senderReports.last?.report)
        let at = Double(report.ntp >> 32) + Double(report.ntp & 0xffff_ffff) / 4_294_967_296
        return stream.packets.suffix(100).compactMap { packet in
            guard let frame = packet.trace?.frame, Int(frame) < sent.capturedAt.count
            else { return nil }
            let ticks = Int32(bitPattern: packet.rtpTimestamp &- report.rtpTimestamp)
            let told = at + Double(ticks) / Double(sent.clockRate)
            let true_ = Double(sent.capturedAt[Int(frame)].nanoseconds + SimulatedCall.ntpOffset)
            return told - true_ / 1e9
        }
    }

    @Test func `sound and picture stay together by one clock and one name`() throws {
        let link = SimulatedNetwork.Link(delay: .milliseconds(40), jitter: .milliseconds(30))
        let call = try SimulatedCall(
            seed: 90, network: SimulatedNetwork(toServer: link, toBrowsers: Link(), seed: 90))
        let patient = try call.joinWithCamera()
        let doctor = try call.join()
        call.run(for: .seconds(12))

        let sound = try #require(doctor.stream(of: patient, .microphone))
        let picture = try #require(doctor.stream(of: patient, .camera))
        let names = Set((sound.senderReports + picture.senderReports).map(\.cname))
        #expect(names.count == 1)
        #expect(names.first == sound.cname)
        #expect(sound.cname == picture.cname)
        #expect(sound.senderReports.count > 8)

        let all =
            try offsets(of: sound, sent: patient.publisher.streams[0])
            + offsets(of: picture, sent: patient.publisher.streams[1])
        let spread = try #require(all.max()) - #require(all.min())
        #expect(all.count == 200)
        #expect(spread < 0.002)
        // By our clock, later than true by the network's delay.
        #expect(all.allSatisfy { (0.03...0.08).contains($0) })
    }

    @Test func `reports count what was sent`() throws {
        let call = try SimulatedCall(seed: 91)
        let patient = try call.joinWithCamera()
        let doctor = try call.join()
        call.run(for: .seconds(5))

        let sound = try #require(doctor.stream(of: patient, .microphone))
        let report = try #require(sound.senderReports.last?.report)
        #expect(report.octetCount == report.packetCount * 76)
        #expect(abs(Int(report.packetCount) - sound.packets.count) < 55)
    }

    @Test func `loss and round trip reach the owner`() throws {
        let link = SimulatedNetwork.Link(delay: .milliseconds(50))
        let call = try SimulatedCall(
            seed: 92, network: SimulatedNetwork(toServer: link, toBrowsers: link, seed: 92))
        let patient = try call.joinWithCamera()
        let doctor = try call.joinWithCamera()
        call.run(for: .seconds(4))
        call.network.toServer.loss = 0.1
        call.run(for: .seconds(6))

        let qualities = call.events.compactMap { event -> ConnectionQuality? in
            guard case .quality(doctor.id, let quality) = event.kind else { return nil }
            return quality
        }
        #expect(qualities.count >= 3)
        let last = try #require(qualities.last)
        #expect((0.02...0.4).contains(last.lossFraction))
        #expect((95...115).contains(try #require(last.roundTripMilliseconds)))
        #expect(patient.publisher.streams[1].reportedLoss ?? 0 > 5)
    }

    private typealias Link = SimulatedNetwork.Link
}
