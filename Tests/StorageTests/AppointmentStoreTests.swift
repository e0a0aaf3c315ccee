import Clinic
import Storage
import Testing

@Suite struct AppointmentStoreTests {
    private static let hospital = TemporaryStorage.hospital
    private static let now = TemporaryStorage.now
    private static let appointment = TemporaryStorage.appointment

    @Test func `an appointment comes back whole, in its own hospital only`() async throws {
        let storage = try await TemporaryStorage.filled()
        let appointments = storage.stores.appointments
        let found = try await appointments.appointment(Self.appointment, in: Self.hospital)

        #expect(
            found
                == Appointment(
                    id: Self.appointment, hospital: Self.hospital,
                    doctor: TemporaryStorage.id(.doctor), patient: TemporaryStorage.id(.patient),
                    guests: [TemporaryStorage.id(.guest)], startsAt: Self.now,
                    isRecordingEnabled: true))
        #expect(
            try await appointments.appointment(
                Self.appointment, in: TemporaryStorage.otherHospital) == nil)
    }

    @Test func `two changes at once both stay`() async throws {
        let storage = try await TemporaryStorage.filled()
        let appointments = storage.stores.appointments
        let later = Self.now + .seconds(60)
        async let moved = appointments.update(
            Self.appointment, in: Self.hospital, startsAt: later, isRecordingEnabled: nil)
        async let switched = appointments.update(
            Self.appointment, in: Self.hospital, startsAt: nil, isRecordingEnabled: false)
        _ = try await (moved, switched)

        let found = try await appointments.appointment(Self.appointment, in: Self.hospital)
        #expect(found?.startsAt == later && found?.isRecordingEnabled == false)
        let foreign = try await appointments.update(
            Self.appointment, in: TemporaryStorage.otherHospital, startsAt: Self.now,
            isRecordingEnabled: nil)
        #expect(foreign == nil)
    }

    @Test func `people find their own appointments, the latest first`() async throws {
        let storage = try await TemporaryStorage.filled()
        let appointments = storage.stores.appointments
        let later = Appointment(
            id: AppointmentID(rawValue: "later"), hospital: Self.hospital,
            doctor: TemporaryStorage.id(.doctor), patient: TemporaryStorage.id(.patient),
            startsAt: Self.now + .seconds(60))
        try await appointments.insert(later)

        for role in [Role.doctor, .patient] {
            let found = try await appointments.appointments(
                of: TemporaryStorage.id(role), in: Self.hospital, limit: 10)
            #expect(found.map(\.id.rawValue) == ["later", "a1"])
        }
        let ofGuest = try await appointments.appointments(
            of: TemporaryStorage.id(.guest), in: Self.hospital, limit: 10)
        #expect(ofGuest.map(\.id) == [Self.appointment])
        let limited = try await appointments.appointments(
            of: TemporaryStorage.id(.doctor), in: Self.hospital, limit: 1)
        #expect(limited.map(\.id) == [later.id])
        let elsewhere = try await appointments.appointments(
            of: TemporaryStorage.id(.doctor), in: TemporaryStorage.otherHospital, limit: 10)
        #expect(elsewhere.isEmpty)
        #expect(try await appointments.appointments(in: Self.hospital, limit: 10).count == 2)
    }

    @Test func `people of another hospital cannot be put into an appointment`() async throws {
        let storage = try await TemporaryStorage.filled()
        let foreign = TemporaryStorage.id(.patient, in: TemporaryStorage.otherHospital)
        let own = TemporaryStorage.id(.patient)
        for (patient, guests) in [(foreign, []), (own, [foreign])] {
            await #expect(throws: StoreError.conflict) {
                try await storage.stores.appointments.insert(
                    Appointment(
                        id: AppointmentID(rawValue: "new"), hospital: Self.hospital,
                        doctor: TemporaryStorage.id(.doctor), patient: patient, guests: guests,
                        startsAt: Self.now))
            }
        }
        let half = try await storage.stores.appointments.appointment(
            AppointmentID(rawValue: "new"), in: Self.hospital)
        #expect(half == nil)
    }

    @Test func `a call moves through its states and is found by its room while it is`()
        async throws
    {
        let storage = try await TemporaryStorage.filled()
        let appointments = storage.stores.appointments
        let room = CallRoomID.random()
        func apply(_ change: CallChange, after seconds: Int) async throws -> CallTransition {
            try await appointments.apply(
                change, to: Self.appointment, in: Self.hospital, at: Self.now + .seconds(seconds))
        }

        #expect(try await apply(.end, after: 0) == .refused(.callNotStarted))
        #expect(try await apply(.start(room: room), after: 1).call?.status == .waiting)
        #expect(try await appointments.runningCalls().map(\.id) == [Self.appointment])
        #expect(try await apply(.meet, after: 2).call?.startedAt == Self.now + .seconds(2))
        #expect(try await apply(.shareScreen(true), after: 3).call?.isScreenShared == true)
        let found = try await appointments.appointment(room: room, in: Self.hospital)
        #expect(found?.call.isScreenShared == true)
        #expect(try await apply(.end, after: 99_999).call?.duration == .seconds(99_997))
        #expect(try await apply(.end, after: 100_000) == .refused(.callEnded))
        #expect(try await appointments.runningCalls().isEmpty)
        let foreign = try await appointments.appointment(
            room: room, in: TemporaryStorage.otherHospital)
        #expect(foreign == nil)
    }

    @Test func `a change from another hospital or of nothing is refused`() async throws {
        let storage = try await TemporaryStorage.filled()
        let change = CallChange.start(room: .random())

        for (id, hospital) in [
            (Self.appointment, TemporaryStorage.otherHospital),
            (AppointmentID(rawValue: "none"), Self.hospital),
        ] {
            #expect(
                try await storage.stores.appointments.apply(
                    change, to: id, in: hospital, at: Self.now) == .refused(.unknownAppointment))
        }
    }

    @Test func `of many starts at once one wins, and all see its room`() async throws {
        let storage = try await TemporaryStorage.filled()
        let appointments = storage.stores.appointments
        let transitions = try await withThrowingTaskGroup(of: CallTransition.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await appointments.apply(
                        .start(room: .random()), to: Self.appointment, in: Self.hospital,
                        at: Self.now)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        let moved = transitions.count { if case .moved = $0 { true } else { false } }
        #expect(moved == 1)
        #expect(Set(transitions.compactMap(\.call?.room)).count == 1)
    }

    @Test func `guests are added one by one, up to the limit and in their own hospital only`()
        async throws
    {
        let storage = try await TemporaryStorage.filled()
        let appointments = storage.stores.appointments
        func guest(_ name: String) -> Person {
            Person(
                id: PersonID(rawValue: name), hospital: Self.hospital, role: .guest, name: name,
                email: nil)
        }
        for number in 2...Appointment.guestLimit {
            #expect(
                try await appointments.invite(
                    guest("g\(number)"), to: Self.appointment, in: Self.hospital))
        }
        let isOver = try await appointments.invite(
            guest("late"), to: Self.appointment, in: Self.hospital)
        let isForeign = try await appointments.invite(
            guest("late"), to: Self.appointment, in: TemporaryStorage.otherHospital)

        let found = try await appointments.appointment(Self.appointment, in: Self.hospital)
        #expect(found?.guests.map(\.rawValue).dropFirst() == (2...10).map { "g\($0)" }[...])
        #expect(!isOver && !isForeign)
        let late = PersonID(rawValue: "late")
        #expect(try await storage.stores.people.person(late, in: Self.hospital) == nil)
    }
}
