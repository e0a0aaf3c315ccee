import Clinic
import GRDB
import Testing

@testable import Storage

@Suite struct AuditLogTests {
    private static let hospital = TemporaryStorage.hospital
    private static let now = TemporaryStorage.now

    private static func event(
        _ kind: AuditKind = .participantJoined, in hospital: HospitalID? = hospital,
        appointment: AppointmentID? = nil, detail: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            kind, in: hospital, by: TemporaryStorage.id(.doctor), appointment: appointment,
            source: "198.51.100.4", detail: detail, at: now)
    }

    /// A log of ten entries of which the tests spoil one.
    private static func filled() async throws -> TemporaryStorage {
        let storage = try TemporaryStorage()
        for index in 1...10 {
            _ = try await storage.stores.audit.append(event(detail: "\(index)"))
        }
        return storage
    }

    /// What somebody with the file and a tool could do: the triggers are his to drop.
    private static func tamper(_ storage: TemporaryStorage, _ sql: String) async throws {
        try await storage.database.write { database in
            for trigger in [
                "audit_entries_are_never_changed", "audit_entries_are_never_deleted",
                "audit_heads_go_forward", "audit_heads_are_never_deleted",
            ] {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: sql)
        }
    }

    @Test func `every kind of event comes back as it was written`() async throws {
        let storage = try TemporaryStorage()
        let audit = storage.stores.audit
        var written: [AuditEntry] = []
        for kind in AuditKind.allCases {
            written.append(try await audit.append(Self.event(kind, detail: kind.rawValue)))
        }
        written.append(
            try await audit.append(
                AuditEvent(.serverStarted, in: Self.hospital, at: Self.now)))

        let read = try await audit.entries(
            in: Self.hospital, appointment: nil, after: 0, limit: 100)
        #expect(read == written)
        #expect(try await audit.verify(Self.hospital) == .intact(count: Int64(written.count)))
    }

    @Test func `each hospital and the server have chains of their own`() async throws {
        let storage = try TemporaryStorage()
        let audit = storage.stores.audit
        for hospital in [Self.hospital, nil, TemporaryStorage.otherHospital, Self.hospital] {
            _ = try await audit.append(Self.event(in: hospital))
        }

        #expect(try await audit.verify(Self.hospital) == .intact(count: 2))
        #expect(try await audit.verify(TemporaryStorage.otherHospital) == .intact(count: 1))
        #expect(try await audit.verify(nil) == .intact(count: 1))
        #expect(try await audit.verify(HospitalID(rawValue: "none")) == .intact(count: 0))
        let own = try await audit.entries(in: nil, appointment: nil, after: 0, limit: 10)
        #expect(own.map(\.event.hospital) == [nil])
    }

    @Test func `entries are read in pages and by appointment`() async throws {
        let storage = try TemporaryStorage()
        let audit = storage.stores.audit
        let appointment = TemporaryStorage.appointment
        for index in 0..<6 {
            _ = try await audit.append(
                Self.event(appointment: index.isMultiple(of: 2) ? appointment : nil))
        }
        func sequences(
            of appointment: AppointmentID?, after: Int64, limit: Int
        ) async throws -> [Int64] {
            try await audit.entries(
                in: Self.hospital, appointment: appointment, after: after, limit: limit
            ).map(\.sequence)
        }

        #expect(try await sequences(of: nil, after: 2, limit: 3) == [3, 4, 5])
        #expect(try await sequences(of: appointment, after: 0, limit: 9) == [1, 3, 5])
        #expect(try await sequences(of: appointment, after: 3, limit: 9) == [5])
    }

    @Test func `entries that are written at once make one chain`() async throws {
        let storage = try TemporaryStorage()
        let audit = storage.stores.audit
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { _ = try await audit.append(Self.event()) } }
            try await group.waitForAll()
        }

        #expect(try await audit.verify(Self.hospital) == .intact(count: 40))
    }

    @Test(arguments: [
        "UPDATE audit_entries SET actor = 'x' WHERE sequence = 3",
        "DELETE FROM audit_entries",
        "UPDATE audit_heads SET count = 0",
        "UPDATE audit_heads SET count = count - 1",
        "DELETE FROM audit_heads",
    ])
    func `the file refuses to change what is written`(sql: String) async throws {
        let storage = try await Self.filled()

        await #expect(throws: StoreError.conflict) {
            try await storage.database.write { try $0.execute(sql: sql) }
        }
        #expect(try await storage.stores.audit.verify(Self.hospital) == .intact(count: 10))
    }

    @Test(
        arguments: [
            ("UPDATE audit_entries SET actor = 'x' WHERE sequence = 4", 4, .wrongHash),
            ("UPDATE audit_entries SET actor = NULL WHERE sequence = 4", 4, .wrongHash),
            ("UPDATE audit_entries SET detail = '' WHERE sequence = 1", 1, .wrongHash),
            ("UPDATE audit_entries SET at = at + 1 WHERE sequence = 10", 10, .wrongHash),
            ("UPDATE audit_entries SET kind = 'consent_given' WHERE sequence = 2", 2, .wrongHash),
            ("UPDATE audit_entries SET kind = 'nonsense' WHERE sequence = 2", 2, .unreadable),
            ("UPDATE audit_entries SET hash = 'zz' WHERE sequence = 7", 7, .unreadable),
            (
                "UPDATE audit_entries SET hash = previous_hash WHERE sequence = 7", 7,
                .wrongHash
            ),
            ("DELETE FROM audit_entries WHERE sequence = 5", 5, .wrongSequence),
            ("DELETE FROM audit_entries WHERE sequence > 8", 9, .wrongEnd),
            ("DELETE FROM audit_entries", 1, .wrongEnd),
            ("DELETE FROM audit_heads", 1, .wrongEnd),
            ("UPDATE audit_heads SET hash = 'zz'", 1, .unreadable),
            ("UPDATE audit_entries SET hospital = 'h2' WHERE sequence = 10", 10, .wrongEnd),
        ] as [(String, Int64, AuditVerdict.Flaw)])
    func `what was done past the triggers is named`(
        sql: String, sequence: Int64, flaw: AuditVerdict.Flaw
    ) async throws {
        let storage = try await Self.filled()
        try await Self.tamper(storage, sql)

        #expect(
            try await storage.stores.audit.verify(Self.hospital) == .broken(at: sequence, flaw))
    }
}
