import RTP
import SFU
import Testing

@Suite struct SenderReportMappingTests {
    private let second: UInt64 = 1 << 32

    @Test func `nothing is mapped before the first report`() {
        let mapping = SenderReportMapping(clockRate: 90_000)
        var clock = PublisherClock()
        #expect(mapping.rtpTimestamp(atPublisherTime: 5) == nil)
        #expect(clock.publisherTime(at: 5) == nil)
        clock.receive(ntp: 5, arrival: 5)
        #expect(
            mapping.report(
                at: 5, clock: clock, rewriter: .init(ssrc: 1), packetCount: 0, octetCount: 0)
                == nil)
    }

    @Test func `the source's clock is carried on from its report, both ways and over the wrap`() {
        var mapping = SenderReportMapping(clockRate: 48_000)
        mapping.receive(report(ntp: 100 * second, rtpTimestamp: 0xffff_ffff))
        #expect(mapping.rtpTimestamp(atPublisherTime: 102 * second) == 95_999)
        #expect(mapping.rtpTimestamp(atPublisherTime: 100 * second - second / 2) == 0xffff_a23f)
    }

    @Test func `a report goes out by our clock and in the subscription's timestamps`() throws {
        var mapping = SenderReportMapping(clockRate: 90_000)
        var clock = PublisherClock()
        var rewriter = StreamRewriter(ssrc: 77, firstSequenceNumber: 1)
        _ = rewriter.rewrite(1, 1_000)
        rewriter.switchSource(toFirst: 9, timestamp: 0, gap: .seconds(1), clockRate: 90_000)
        mapping.receive(report(ntp: 50 * second, rtpTimestamp: 500))
        clock.receive(ntp: 50 * second, arrival: 80 * second)

        let report = try #require(
            mapping.report(
                at: 81 * second, clock: clock, rewriter: rewriter, packetCount: 3,
                octetCount: 4))
        #expect(report.ssrc == 77 && report.ntp == 81 * second)
        #expect(report.rtpTimestamp == 500 + 90_000 + 91_000)
        #expect(report.packetCount == 3 && report.octetCount == 4)
    }

    @Test func `two streams of a publisher stay in step, whatever their reports' delay`() throws {
        var sound = SenderReportMapping(clockRate: 48_000)
        var picture = SenderReportMapping(clockRate: 90_000)
        var clock = PublisherClock()
        // Both reports say the same of the same instant; the second was held up for 400 ms.
        sound.receive(report(ntp: 50 * second, rtpTimestamp: 48_000))
        clock.receive(ntp: 50 * second, arrival: 80 * second)
        picture.receive(report(ntp: 51 * second, rtpTimestamp: 180_000))
        clock.receive(ntp: 51 * second, arrival: 81 * second + second * 2 / 5)

        let time = try #require(clock.publisherTime(at: 90 * second))
        let soundSeconds = Double(try #require(sound.rtpTimestamp(atPublisherTime: time))) / 48_000
        let pictureSeconds =
            Double(try #require(picture.rtpTimestamp(atPublisherTime: time))) / 90_000
        #expect(abs(soundSeconds - pictureSeconds) < 0.000_1)
    }

    @Test func `less delay is believed at once, more only slowly, a step entirely`() {
        var clock = PublisherClock()
        clock.receive(ntp: 0, arrival: 10 * second)
        clock.receive(ntp: 0, arrival: 10 * second - 3_200)
        #expect(clock.publisherTime(at: 10 * second) == 3_200)
        clock.receive(ntp: 0, arrival: 10 * second)
        #expect(clock.publisherTime(at: 10 * second) == 3_100)
        clock.receive(ntp: 0, arrival: 12 * second)
        #expect(clock.publisherTime(at: 12 * second) == 0)
    }

    private func report(ntp: UInt64, rtpTimestamp: UInt32) -> SenderReport {
        SenderReport(
            ssrc: 5, ntp: ntp, rtpTimestamp: rtpTimestamp, packetCount: 0, octetCount: 0)
    }
}
