import Clinic
import Testing

@Suite struct ConnectionReportStoreTests {
    private typealias Fixture = TemporaryStorage

    @Test func `a report comes back as it was stored`() async throws {
        let storage = try await Fixture.filled()
        let store = storage.stores.reports
        let own = report(in: Fixture.hospital, at: Fixture.now)
        let nobodys = report(in: nil, at: Fixture.now)
        try await store.insert(own)
        try await store.insert(nobodys)

        #expect(try await store.report(own.code) == own)
        #expect(try await store.report(nobodys.code) == nobodys)
        #expect(try await store.report(.random()) == nil)
    }

    @Test func `a code is given once`() async throws {
        let storage = try await Fixture.filled()
        let first = report(in: nil, at: Fixture.now)
        try await storage.stores.reports.insert(first)

        await #expect(throws: StoreError.conflict) {
            try await storage.stores.reports.insert(first)
        }
    }

    @Test func `reports are dropped after thirty days`() async throws {
        let storage = try await Fixture.filled()
        let store = storage.stores.reports
        let old = report(in: nil, at: Fixture.now)
        let young = report(in: nil, at: Fixture.now + .seconds(1))
        try await store.insert(old)
        try await store.insert(young)

        let count = try await store.removeExpired(at: Fixture.now + ConnectionReport.lifetime)

        #expect(count == 1)
        #expect(try await store.report(old.code) == nil)
        #expect(try await store.report(young.code) == young)
    }

    @Test func `a hospital's oldest reports make room, and nobody else's`() async throws {
        let storage = try await Fixture.filled()
        let store = storage.stores.reports
        let foreign = report(in: Fixture.otherHospital, at: Fixture.now)
        let nobodys = report(in: nil, at: Fixture.now)
        try await store.insert(foreign)
        try await store.insert(nobodys)
        let first = report(in: Fixture.hospital, at: Fixture.now)
        let second = report(in: Fixture.hospital, at: Fixture.now)
        try await store.insert(first)
        try await store.insert(second)
        for _ in 0..<(ConnectionReport.keptLimit - 1) {
            try await store.insert(report(in: Fixture.hospital, at: Fixture.now))
        }

        #expect(try await store.report(first.code) == nil)
        #expect(try await store.report(second.code) == second)
        #expect(try await store.report(foreign.code) == foreign)
        #expect(try await store.report(nobodys.code) == nobodys)
    }

    private func report(in hospital: HospitalID?, at time: WallTime) -> ConnectionReport {
        var line = ReportLine(
            way: ConnectionWay(
                kind: .turnTLS, host: "video.test", addresses: ["192.0.2.1"], port: 443),
            outcome: .works)
        line.roundTrip = 23.5
        line.loss = 0.01
        return ConnectionReport(
            code: .random(), hospital: hospital,
            person: hospital.map { Fixture.id(.patient, in: $0) }, createdAt: time,
            contents: ReportContents(
                client: .browser, software: "Gecko",
                seen: SeenByServer(
                    source: "203.0.113.7", isSecure: true, proxies: ["Via"],
                    inspection: .likely(reasons: ["no_grease"])),
                lines: [line]))
    }
}
