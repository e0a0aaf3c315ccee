import Clinic
import Testing

@testable import Signaling

@Suite struct QualityReportTests {
    private static let fine = ClientQuality(
        loss: 0.01, roundTripMilliseconds: 40, jitterMilliseconds: 3, rung: .udp)

    @Test func `what both sides measure is kept when the call has ended`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await doctor.send(.quality(Self.fine))
        call.clock.move(by: .seconds(4))
        var poor = ClientQuality(loss: 0.2)
        poor.frozen = 0.5
        poor.firstAudio = 300
        (poor.width, poor.height) = (640, 360)
        await patient.send(.quality(poor))
        await doctor.send(.end)

        let reports = await call.clinic.qualityReports
        let own = try #require(reports.first { $0.person == call.doctor.id })
        let other = try #require(reports.first { $0.person == call.patient.id })

        #expect(reports.count == 2)
        #expect(own.role == .doctor && own.log.rungs == [.udp])
        #expect(own.log.points.map(\.loss) == [0.01])
        #expect(other.log.frozenSeconds == 2 && other.log.firstAudio == 300)
        #expect(other.log.points.first?.height == 360)
    }

    @Test func `a crash costs at most a minute of the report, and the call goes on with it`()
        async throws
    {
        let call = await CallFixture()
        let (doctor, _) = try await call.bothJoined()
        for _ in 0..<16 {
            await doctor.send(.quality(Self.fine))
            await call.pass(.seconds(4))
        }
        let stored = try #require(
            await call.clinic.qualityReports.first { $0.person == call.doctor.id })
        #expect(stored.log.points.count >= 14)

        let again = try await call.connect(call.doctor)
        try await again.join()
        await again.send(.quality(Self.fine))
        await again.send(.end)

        let report = try #require(
            await call.clinic.qualityReports.first { $0.person == call.doctor.id })
        #expect(report.log.points.count == 17)
        #expect(report.log.reloads == 1 && report.log.reconnects == 0)
    }

    @Test func `nobody is measured in the waiting room`() async throws {
        let call = await CallFixture(policies: HospitalPolicies(admission: .oneByOne))
        let doctor = try await call.connect(call.doctor)
        try await doctor.join()
        let patient = try await call.connect(call.patient)
        try await patient.join()
        await patient.send(.quality(Self.fine))
        await doctor.send(.end)

        #expect(await call.clinic.qualityReports.isEmpty)
    }

    @Test func `the others are told the way that one's media takes`() async throws {
        let call = await CallFixture()
        let (doctor, patient) = try await call.bothJoined()
        await patient.send(.quality(ClientQuality(loss: 0, rung: .turnTLS)))

        #expect(doctor.received() == [.quality(call.patient.seat, .excellent, .turnTLS)])
    }
}
