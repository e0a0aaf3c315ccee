import Clinic
import Testing

@Suite struct QualityStoreTests {
    private typealias Fixture = TemporaryStorage

    @Test func `a report comes back as it was stored, the latest in the place of the earlier`()
        async throws
    {
        let storage = try await Fixture.filled()
        let store = storage.stores.quality
        let room = CallRoomID.random()
        let early = Self.report(in: room, of: .patient, losses: [0.01])
        let late = Self.report(in: room, of: .patient, losses: [0.01, 0.2])
        try await store.save(early)
        try await store.save(late)
        let id = Fixture.id(.patient)

        #expect(try await store.report(of: id, in: room, of: Fixture.hospital) == late)
        #expect(try await store.reports(of: Fixture.appointment, in: Fixture.hospital) == [late])
        #expect(try await store.report(of: id, in: room, of: Fixture.otherHospital) == nil)
        #expect(
            try await store.reports(of: Fixture.appointment, in: Fixture.otherHospital) == [])
    }

    @Test func `the worst connection of a call is its score`() async throws {
        let storage = try await Fixture.filled()
        let store = storage.stores.quality
        let (room, unmeasured) = (CallRoomID.random(), CallRoomID.random())
        try await store.save(Self.report(in: room, of: .doctor, losses: [0]))
        let worse = Self.report(in: room, of: .patient, losses: [0.3])
        try await store.save(worse)
        try await store.save(Self.report(in: unmeasured, of: .doctor, losses: []))

        let scores = try await store.scores(of: [room, unmeasured], in: Fixture.hospital)

        #expect(scores == [room: try #require(QualitySummary(worse.log).score)])
        #expect(try await store.scores(of: [room], in: Fixture.otherHospital) == [:])
        #expect(try await store.scores(of: [], in: Fixture.hospital) == [:])
    }

    @Test func `of an appointment's many calls the latest are kept`() async throws {
        let storage = try await Fixture.filled()
        let store = storage.stores.quality
        for number in 0...QualityReport.callLimit {
            try await store.save(
                Self.report(
                    in: .random(), of: .doctor, losses: [0], at: Fixture.now + .seconds(number)))
        }

        let kept = try await store.reports(of: Fixture.appointment, in: Fixture.hospital)

        #expect(kept.count == QualityReport.callLimit)
        #expect(kept.first?.log.startedAt == Fixture.now + .seconds(1))
    }

    private static func report(
        in room: CallRoomID, of role: Role, losses: [Double], at start: WallTime = Fixture.now
    ) -> QualityReport {
        var log = QualityLog(startedAt: start)
        for (index, loss) in losses.enumerated() {
            log.add(
                QualityMeasurement(loss: loss, roundTripMilliseconds: 31.25),
                QualityLog.Picture(framesPerSecond: 30, width: 1280, height: 720),
                at: start + .seconds(4 * (index + 1)))
        }
        log.take(.turnTLS)
        log.heard(firstAudio: 200, firstVideo: 350)
        return QualityReport(
            hospital: Fixture.hospital, appointment: Fixture.appointment, room: room,
            person: Fixture.id(role), role: role, log: log)
    }
}
