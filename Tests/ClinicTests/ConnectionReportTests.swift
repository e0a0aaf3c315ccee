import Clinic
import Testing

@Suite struct ConnectionReportTests {
    @Test func `a code is read as it is spoken`() throws {
        let code = try #require(ReportCode(text: " k7qm-4trw "))

        #expect(code.rawValue == "K7QM4TRW")
        #expect("\(code)" == "K7QM-4TRW")
        #expect(ReportCode(text: "\(code)") == code)
    }

    @Test(arguments: [
        "", "K7QM4TR", "K7QM4TRWW", "K0QM4TRW", "K7QM4TRI", "K7QM4TRL", "K7ÜM4TRW",
        String(repeating: "-", count: 40),
    ])
    func `what cannot be a code is none`(text: String) {
        #expect(ReportCode(text: text) == nil)
    }

    @Test func `codes are random and of unambiguous characters`() {
        let codes = (0..<100).map { _ in ReportCode.random() }

        #expect(Set(codes).count == 100)
        #expect(codes.allSatisfy { ReportCode(text: $0.rawValue) == $0 })
        #expect(!codes.contains { $0.rawValue.contains { "01ILOU".contains($0) } })
    }

    @Test func `staff of its hospital and whoever made it may open a report`() {
        let report = sample(hospital: Samples.hospital, person: Samples.patient.id)
        let neighbour = Person(
            id: PersonID(rawValue: "n"), hospital: Samples.hospital, role: .patient, name: "N",
            email: nil)

        #expect(report.isOpen(to: Samples.patient))
        #expect(report.isOpen(to: staff(.doctor, of: Samples.hospital)))
        #expect(report.isOpen(to: staff(.hospitalAdmin, of: Samples.hospital)))
        #expect(!report.isOpen(to: neighbour))
        #expect(!report.isOpen(to: staff(.doctor, of: HospitalID(rawValue: "other"))))
        #expect(!report.isOpen(to: staff(.hospitalAdmin, of: HospitalID(rawValue: "other"))))
    }

    @Test func `a report of the command line is open to all staff and to no patient`() {
        let report = sample(hospital: nil, person: nil)

        #expect(report.isOpen(to: staff(.doctor, of: HospitalID(rawValue: "other"))))
        #expect(!report.isOpen(to: Samples.patient))
    }

    @Test func `the rules are those of the ways that failed, each once`() {
        let contents = contents([
            (.udp, 3478, .fails), (.turnUDP, 3478, .fails), (.iceTCP, 443, .works),
            (.turnTLS, 443, .fails), (.turnTCP, 443, .untried),
        ])

        #expect(contents.rules.map(\.port) == [3478, 443])
        #expect(contents.rules.map(\.transport) == [.udp, .tcp])
        #expect(contents.rules.map(\.mustEscapeInspection) == [false, true])
        #expect(contents.hasMedia)
    }

    @Test func `signaling alone is no media`() {
        #expect(!contents([(.webSocket, 443, .works), (.longPoll, 443, .works)]).hasMedia)
    }

    private func staff(_ role: Role, of hospital: HospitalID) -> Person {
        Person(
            id: PersonID(rawValue: "s"), hospital: hospital, role: role, name: "S", email: nil)
    }

    private func contents(
        _ lines: [(ConnectionWay.Kind, UInt16, ReportLine.Outcome)]
    ) -> ReportContents {
        ReportContents(
            client: .browser, software: "test",
            seen: SeenByServer(
                source: "203.0.113.7", isSecure: true, proxies: [], inspection: .none),
            lines: lines.map { kind, port, outcome in
                ReportLine(
                    way: ConnectionWay(
                        kind: kind, host: "video.test", addresses: ["192.0.2.1"], port: port),
                    outcome: outcome)
            })
    }

    private func sample(hospital: HospitalID?, person: PersonID?) -> ConnectionReport {
        ConnectionReport(
            code: .random(), hospital: hospital, person: person, createdAt: Samples.start,
            contents: contents([(.udp, 3478, .works)]))
    }
}
