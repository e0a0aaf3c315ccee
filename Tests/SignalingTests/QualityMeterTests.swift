import Testing

@testable import Signaling

@Suite struct QualityMeterTests {
    @Test(arguments: [
        (0.0, 20.0, 2.0, QualityIndicator.excellent), (0.03, 20, 2, .good), (0.1, 20, 2, .poor),
        (0, 400, 2, .good), (0, 700, 2, .poor), (0, 20, 60, .good), (0, 20, 110, .poor),
    ])
    func `the worst of loss, round trip and jitter counts`(
        loss: Double, roundTrip: Double, jitter: Double, indicator: QualityIndicator
    ) {
        var meter = QualityMeter()
        let quality = MediaQuality(
            loss: loss, roundTripMilliseconds: roundTrip, jitterMilliseconds: jitter)

        let changes = [meter.measure(quality), meter.measure(quality)]

        #expect(changes == [true, false])
        #expect(meter.indicator == indicator)
    }

    @Test func `worse shows at once, better when it stays`() {
        var meter = QualityMeter()
        let fine = MediaQuality(loss: 0, roundTripMilliseconds: nil, jitterMilliseconds: 0)

        let changes = [
            meter.measure(fine), meter.measure(ClientQuality(loss: 0.5)),
            meter.measure(ClientQuality(loss: 0)), meter.measure(fine),
        ]

        #expect(changes == [true, true, false, true])
        #expect(meter.indicator == .excellent)
    }

    @Test func `silence is poor`() {
        var meter = QualityMeter()
        let changes = [
            meter.measure(MediaConnectionState.connected),
            meter.measure(MediaConnectionState.silent),
        ]

        #expect(changes == [false, true])
        #expect(meter.indicator == .poor)
    }
}
