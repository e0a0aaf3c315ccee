import Clinic
import Storage
import Testing

@Suite struct PeopleStoreTests {
    @Test func `a hospital comes back with all of its policies, and is changed in place`()
        async throws
    {
        let storage = try TemporaryStorage()
        let stores = storage.stores
        var hospital = Hospital(
            id: TemporaryStorage.hospital, name: "Charité",
            policies: HospitalPolicies(
                admission: .oneByOne, allowsRecording: false, withdrawal: .goesOnWithout,
                letsDoctorsSeeRecordings: true, mode: .peer, rung: .turnTLS))
        try await stores.hospitals.save(hospital)
        #expect(try await stores.hospitals.hospital(hospital.id) == hospital)

        hospital.policies = HospitalPolicies()
        hospital.name = "Other"
        try await stores.hospitals.save(hospital)
        #expect(try await stores.hospitals.hospitals(after: nil, limit: 10) == [hospital])
        #expect(try await stores.hospitals.hospitals(after: hospital.id, limit: 10) == [])
        #expect(try await stores.hospitals.hospital(TemporaryStorage.otherHospital) == nil)
    }

    @Test func `a person is found in his own hospital only`() async throws {
        let storage = try await TemporaryStorage.filled()
        let people = storage.stores.people
        let doctor = TemporaryStorage.person(.doctor)

        #expect(try await people.person(doctor.id, in: doctor.hospital) == doctor)
        #expect(try await people.person(doctor.id, in: TemporaryStorage.otherHospital) == nil)
        let both = [doctor.id, TemporaryStorage.id(.doctor, in: TemporaryStorage.otherHospital)]
        #expect(try await people.people(both, in: doctor.hospital) == [doctor.id: doctor])
    }

    @Test func `an account is found by its email, however it is typed`() async throws {
        let storage = try await TemporaryStorage.filled()
        let people = storage.stores.people
        let password = try PasswordHash(of: "demo", cost: .test).orThrow()
        let doctor = TemporaryStorage.person(.doctor)
        #expect(try await people.account(email: "doctor@h1.test") == nil, "no password yet")

        try await people.setPassword(password, of: doctor.id, in: TemporaryStorage.otherHospital)
        #expect(try await people.account(email: "doctor@h1.test") == nil, "another's hospital")

        try await people.setPassword(password, of: doctor.id, in: doctor.hospital)
        let account = try await people.account(email: " Doctor@H1.test").orThrow()
        #expect(account.person == doctor)
        #expect(account.password.matches("demo"))
        #expect(try await people.account(email: "nobody@h1.test") == nil)
    }

    @Test func `a taken name, a taken email and an unknown hospital are conflicts`() async throws {
        let storage = try await TemporaryStorage.filled()
        let people = storage.stores.people
        let taken = TemporaryStorage.person(.doctor)
        let sameEmail = Person(
            id: PersonID(rawValue: "new"), hospital: TemporaryStorage.otherHospital,
            role: .patient, name: "N", email: "DOCTOR@h1.test")
        let nowhere = Person(
            id: PersonID(rawValue: "new"), hospital: HospitalID(rawValue: "none"),
            role: .patient, name: "N", email: nil)

        for person in [taken, sameEmail, nowhere] {
            await #expect(throws: StoreError.conflict) {
                try await people.insert(person, password: nil)
            }
        }
    }

    @Test func `a session is live until it is idle, ended or removed`() async throws {
        let storage = try await TemporaryStorage.filled()
        let sessions = storage.stores.sessions
        let now = TemporaryStorage.now
        let (secret, session) = WebSession.begin(of: TemporaryStorage.person(.doctor), at: now)
        try await sessions.insert(session)

        #expect(try await sessions.resume(secret.hash, at: now + .seconds(30)) == session)
        let later = now + .seconds(3000)
        #expect(try await sessions.resume(secret.hash, at: later)?.lastSeenAt == later)
        #expect(try await sessions.resume(secret.hash, at: now + .seconds(6000)) != nil)
        #expect(try await sessions.resume(secret.hash, at: now + .seconds(9700)) == nil)
        #expect(try await sessions.removeExpired(at: now + .seconds(9600)) == 1)
        #expect(try await sessions.resume(secret.hash, at: later) == nil)

        try await sessions.insert(session)
        try await sessions.remove(secret.hash)
        #expect(try await sessions.resume(secret.hash, at: now) == nil)
        #expect(try await sessions.resume(BearerSecret.random().hash, at: now) == nil)
    }

    @Test func `a person keeps his latest 20 sessions`() async throws {
        let storage = try await TemporaryStorage.filled()
        let sessions = storage.stores.sessions
        var secrets: [BearerSecret] = []
        for index in 0..<23 {
            let at = TemporaryStorage.now + .seconds(index)
            let (secret, session) = WebSession.begin(of: TemporaryStorage.person(.doctor), at: at)
            try await sessions.insert(session)
            secrets.append(secret)
        }

        let at = TemporaryStorage.now + .seconds(30)
        for (index, secret) in secrets.enumerated() {
            #expect(try await (sessions.resume(secret.hash, at: at) != nil) == (index >= 3))
        }
    }
}
