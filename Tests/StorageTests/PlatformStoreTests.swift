import Clinic
import Testing

/// Keys, platforms' names of appointments, and people without access, on the disk.
@Suite struct PlatformStoreTests {
    private let now = TemporaryStorage.now
    private let hospital = TemporaryStorage.hospital

    @Test func `a key is found by its hash until it is revoked, and its use is kept`() async throws
    {
        let storage = try await TemporaryStorage.filled()
        let keys = storage.stores.keys
        let made = APIKey.mint(
            of: hospital, name: "portal", scopes: [.makeLinks, .endCalls], at: now, lifetime: nil)
        try await keys.insert(made.key)

        let used = try await keys.use(made.key.hash, at: now)
        #expect(used?.scopes == [.makeLinks, .endCalls])
        #expect(used?.lastUsedAt == now)
        _ = try await keys.use(made.key.hash, at: now + .seconds(30))
        #expect(try await keys.keys(of: hospital, limit: 9).first?.lastUsedAt == now)
        let revoked = try await keys.revoke(made.key.id, at: now)
        #expect(revoked?.isLive(at: now) == false)
        #expect(try await keys.use(made.key.hash, at: now)?.isLive(at: now) == false)
        #expect(try await keys.keys(of: TemporaryStorage.otherHospital, limit: 9).isEmpty)
    }

    @Test func `a key of a hospital that is not there is refused`() async throws {
        let storage = try TemporaryStorage()
        let key = APIKey.mint(
            of: hospital, name: "portal", scopes: [], at: now, lifetime: nil
        ).key

        await #expect(throws: StoreError.conflict) { try await storage.stores.keys.insert(key) }
    }

    @Test func `pages of appointments hold each once, the latest first`() async throws {
        let storage = try await TemporaryStorage.filled()
        let store = storage.stores.appointments
        for number in 0..<7 {
            try await store.insert(appointment("n\(number)", at: now + .seconds(number / 2)))
        }
        var seen: [AppointmentID] = []
        while true {
            let page = try await store.appointments(
                in: hospital, of: nil, after: seen.last, limit: 3)
            seen += page.map(\.id)
            if page.count < 3 { break }
        }

        #expect(seen.count == 8)
        #expect(Set(seen).count == 8)
        #expect(seen.first?.rawValue == "n6")
        let behindUnknown = try await store.appointments(
            in: hospital, of: nil, after: TemporaryStorage.otherAppointment, limit: 3)
        #expect(behindUnknown.isEmpty)
    }

    @Test func `a platform's name is one appointment's, in each hospital`() async throws {
        let storage = try await TemporaryStorage.filled()
        let store = storage.stores.appointments
        try await store.insert(appointment("n1", at: now, externalID: "x"))

        await #expect(throws: StoreError.conflict) {
            try await store.insert(appointment("n2", at: now, externalID: "x"))
        }
        #expect(try await store.appointment(externalID: "x", in: hospital)?.id.rawValue == "n1")
        #expect(
            try await store.appointment(externalID: "x", in: TemporaryStorage.otherHospital)
                == nil)
    }

    @Test
    func
        `a running call keeps its appointment from being cancelled, and a cancelled one never starts`()
        async throws
    {
        let storage = try await TemporaryStorage.filled()
        let store = storage.stores.appointments
        let running = try await storage.startedAppointment()
        try await store.insert(appointment("n1", at: now))
        let other = AppointmentID(rawValue: "n1")

        #expect(try await store.cancel(running.id, in: hospital, at: now) == false)
        #expect(try await store.cancel(other, in: hospital, at: now))
        let start = try await store.apply(
            .start(room: .random()), to: other, in: hospital, at: now)
        #expect(start == .refused(.appointmentCancelled))
    }

    @Test func `who is disabled has no account, no session and no link`() async throws {
        let storage = try await TemporaryStorage.filled()
        let stores = storage.stores
        let doctor = TemporaryStorage.person(.doctor)
        let hash = try PasswordHash(of: "secret", cost: .test).orThrow()
        try await stores.people.setPassword(hash, of: doctor.id, in: hospital)
        let (secret, session) = WebSession.begin(of: doctor, at: now)
        try await stores.sessions.insert(session)
        let appointment = try await storage.startedAppointment()
        let (link, token) = try JoinToken.mint(
            for: doctor.id, in: appointment, at: now, lifetime: .seconds(60)
        ).orThrow()
        _ = try await stores.tokens.mint(token)

        try await stores.people.disable(doctor.id, in: hospital, at: now)

        #expect(try await stores.people.account(email: doctor.email ?? "") == nil)
        #expect(try await stores.people.person(email: doctor.email ?? "")?.isDisabled == true)
        #expect(try await stores.sessions.resume(secret.hash, at: now) == nil)
        #expect(try await stores.tokens.token(link.hash)?.supersededAt == now)
    }

    @Test func `a new password ends the sessions of the old one`() async throws {
        let storage = try await TemporaryStorage.filled()
        let stores = storage.stores
        let doctor = TemporaryStorage.person(.doctor)
        let (secret, session) = WebSession.begin(of: doctor, at: now)
        try await stores.sessions.insert(session)
        let hash = try PasswordHash(of: "another", cost: .test).orThrow()

        try await stores.people.setPassword(hash, of: doctor.id, in: hospital)

        #expect(try await stores.sessions.resume(secret.hash, at: now) == nil)
    }

    private func appointment(
        _ id: String, at time: WallTime, externalID: String? = nil
    ) -> Appointment {
        Appointment(
            id: AppointmentID(rawValue: id), hospital: hospital,
            doctor: TemporaryStorage.id(.doctor), patient: TemporaryStorage.id(.patient),
            startsAt: time, externalID: externalID)
    }
}
