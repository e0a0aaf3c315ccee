import Clinic
import Testing

@Suite struct QualityTests {
    private static let start = WallTime(milliseconds: 1_800_000_000_000)

    @Test(arguments: [
        (QualityMeasurement(), "excellent"),
        (
            QualityMeasurement(loss: 0.01, roundTripMilliseconds: 60, jitterMilliseconds: 5),
            "excellent"
        ),
        (QualityMeasurement(loss: 0.05), "good"), (QualityMeasurement(loss: 0.12), "poor"),
        (QualityMeasurement(concealed: 0.05), "good"),
        (QualityMeasurement(roundTripMilliseconds: 400), "good"),
        (QualityMeasurement(roundTripMilliseconds: 700), "poor"),
        (QualityMeasurement(jitterMilliseconds: 60), "good"),
        (QualityMeasurement(jitterMilliseconds: 110), "poor"),
        (QualityMeasurement(frozen: 0.06), "good"), (QualityMeasurement(frozen: 0.2), "poor"),
    ])
    func `loss, round trip, jitter, freezes and concealment each cost quality`(
        measurement: QualityMeasurement, word: String
    ) {
        let score = QualityScore.value(of: measurement)

        #expect(QualityScore.word(for: score) == word, "\(score)")
        #expect((0...100).contains(score))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -5, 1e300])
    func `what no honest client sends is a number all the same`(value: Double) {
        let wild = QualityMeasurement(
            loss: value, roundTripMilliseconds: value, jitterMilliseconds: value, frozen: value,
            concealed: value)

        #expect((0...100).contains(QualityScore.value(of: wild)))
    }

    @Test func `a voice that nothing harms is rated best, and its opinion is at most 4.5`() {
        #expect(VoiceEstimate(QualityMeasurement()).rating > 92)
        #expect((4.3...4.5).contains(VoiceEstimate(QualityMeasurement()).opinion))
        #expect(VoiceEstimate(QualityMeasurement(loss: 1)).opinion >= 1)
    }

    @Test func `a log tells freezes, ways, first sound and each new size of the picture`() {
        var log = QualityLog(startedAt: Self.start)
        for step in 1...10 {
            log.add(
                QualityMeasurement(
                    loss: Double(step) / 100, roundTripMilliseconds: 40, frozen: 0.25),
                QualityLog.Picture(width: step < 6 ? 1280 : 640, height: step < 6 ? 720 : 360),
                at: Self.start + .seconds(4 * step))
        }
        for rung in [MediaRung.udp, .turnTLS, .udp] { log.take(rung) }
        log.heard(firstAudio: 300, firstVideo: nil)
        log.heard(firstAudio: 900, firstVideo: 450)
        let summary = QualitySummary(log)

        #expect(log.frozenSeconds == 10)
        #expect(log.rungs == [.udp, .turnTLS])
        #expect(log.firstAudio == 300 && log.firstVideo == 450)
        #expect(summary.resolutions.map(\.second) == [4, 24])
        #expect(summary.loss?.median == 0.06 && summary.loss?.worst == 0.1)
        #expect(summary.jitter == nil)
    }

    @Test func `a long call keeps a bounded log that still spans it, and its worst moments`() {
        var log = QualityLog(startedAt: Self.start)
        for step in 0..<5000 {
            log.add(
                QualityMeasurement(loss: step == 17 ? 0.5 : 0), QualityLog.Picture(),
                at: Self.start + .seconds(4 * step))
        }

        #expect(log.points.count <= QualityLog.pointLimit)
        #expect(log.points.first.map { $0.second < 100 } == true)
        #expect(log.points.last.map { $0.second > 4 * 4960 } == true)
        #expect(QualitySummary(log).loss?.worst == 0.5)
    }
}
