internal import Clinic
internal import GRDB

/// Appointments and their guests; a call's machine moves inside of a write transaction, of which
/// there is one at a time.
struct SQLiteAppointmentStore: AppointmentStore {
    let database: SQLiteDatabase

    func insert(_ appointment: Appointment) async throws {
        try await database.write { database in
            let call = appointment.call
            try database.execute(
                sql: """
                    INSERT INTO appointments (id, hospital, doctor, patient, starts_at,
                        recording_enabled, video_call_status, video_call_room_id,
                        video_call_started_at, video_call_ended_at, screen_sharing_active,
                        external_id, cancelled_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    appointment.id.rawValue, appointment.hospital.rawValue,
                    appointment.doctor.rawValue, appointment.patient.rawValue,
                    appointment.startsAt.milliseconds, appointment.isRecordingEnabled,
                    call.status.rawValue, call.room?.rawValue, call.startedAt?.milliseconds,
                    call.endedAt?.milliseconds, call.isScreenShared, appointment.externalID,
                    appointment.cancelledAt?.milliseconds,
                ])
            for (position, guest) in appointment.guests.enumerated() {
                try Self.insert(guest, position, of: appointment, in: database)
            }
        }
    }

    func appointment(_ id: AppointmentID, in hospital: HospitalID) async throws -> Appointment? {
        try await database.read { database in
            try Appointment.fetch(id, in: hospital, from: database)
        }
    }

    func appointment(room: CallRoomID, in hospital: HospitalID) async throws -> Appointment? {
        try await fetchAll(
            "WHERE hospital = ? AND video_call_room_id = ?", [hospital.rawValue, room.rawValue]
        ).first
    }

    func appointments(
        of person: PersonID, in hospital: HospitalID, limit: Int
    ) async throws -> [Appointment] {
        try await fetchAll(
            """
            WHERE hospital = :hospital AND (doctor = :person OR patient = :person OR id IN (
                SELECT appointment FROM appointment_guests
                WHERE hospital = :hospital AND person = :person))
            ORDER BY starts_at DESC, id LIMIT :limit
            """,
            ["hospital": hospital.rawValue, "person": person.rawValue, "limit": limit])
    }

    func appointments(in hospital: HospitalID, limit: Int) async throws -> [Appointment] {
        try await fetchAll(
            "WHERE hospital = ? ORDER BY starts_at DESC, id LIMIT ?", [hospital.rawValue, limit])
    }

    func appointment(
        externalID: String, in hospital: HospitalID
    ) async throws -> Appointment? {
        try await fetchAll(
            "WHERE hospital = ? AND external_id = ?", [hospital.rawValue, externalID]
        ).first
    }

    func appointments(
        in hospital: HospitalID, of person: PersonID?, after: AppointmentID?, limit: Int
    ) async throws -> [Appointment] {
        try await fetchAll(
            """
            WHERE hospital = :hospital
                AND (:person IS NULL OR doctor = :person OR patient = :person OR id IN (
                    SELECT appointment FROM appointment_guests
                    WHERE hospital = :hospital AND person = :person))
                AND (:after IS NULL OR (starts_at, id) < (
                    SELECT starts_at, id FROM appointments
                    WHERE hospital = :hospital AND id = :after))
            ORDER BY starts_at DESC, id DESC LIMIT :limit
            """,
            [
                "hospital": hospital.rawValue, "person": person?.rawValue,
                "after": after?.rawValue, "limit": limit,
            ])
    }

    func update(
        _ id: AppointmentID, in hospital: HospitalID, startsAt: WallTime?,
        isRecordingEnabled: Bool?
    ) async throws -> Appointment? {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE appointments SET starts_at = coalesce(?, starts_at),
                        recording_enabled = coalesce(?, recording_enabled)
                    WHERE hospital = ? AND id = ? AND cancelled_at IS NULL
                    """,
                arguments: [
                    startsAt?.milliseconds, isRecordingEnabled, hospital.rawValue, id.rawValue,
                ])
            guard database.changesCount == 1 else { return nil }
            return try Appointment.fetch(id, in: hospital, from: database)
        }
    }

    func cancel(
        _ id: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) async throws -> Bool {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE appointments SET cancelled_at = coalesce(cancelled_at, ?)
                    WHERE hospital = ? AND id = ?
                        AND video_call_status NOT IN ('waiting', 'in_progress')
                    """,
                arguments: [now.milliseconds, hospital.rawValue, id.rawValue])
            return database.changesCount == 1
        }
    }

    func runningCalls() async throws -> [Appointment] {
        try await fetchAll("WHERE video_call_status IN ('waiting', 'in_progress')", [])
    }

    func apply(
        _ change: CallChange, to id: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) async throws -> CallTransition {
        try await database.write { database in
            let stored = try Appointment.fetch(id, in: hospital, from: database)
            guard let stored else { return .refused(.unknownAppointment) }
            if case .start = change, stored.isCancelled { return .refused(.appointmentCancelled) }
            let transition = stored.call.applying(change, at: now)
            guard case .moved(let call) = transition else { return transition }
            try database.execute(
                sql: """
                    UPDATE appointments SET video_call_status = ?, video_call_room_id = ?,
                        video_call_started_at = ?, video_call_ended_at = ?,
                        screen_sharing_active = ?
                    WHERE hospital = ? AND id = ? AND video_call_status = ?
                    """,
                arguments: [
                    call.status.rawValue, call.room?.rawValue, call.startedAt?.milliseconds,
                    call.endedAt?.milliseconds, call.isScreenShared, hospital.rawValue,
                    id.rawValue, stored.call.status.rawValue,
                ])
            guard database.changesCount == 1 else { throw StoreError.conflict }
            return transition
        }
    }

    func invite(
        _ guest: Person, to id: AppointmentID, in hospital: HospitalID
    ) async throws -> Bool {
        try await database.write { database in
            guard let stored = try Appointment.fetch(id, in: hospital, from: database),
                stored.guests.count < Appointment.guestLimit
            else { return false }
            try guest.insert(password: nil, into: database)
            try Self.insert(guest.id, stored.guests.count, of: stored, in: database)
            return true
        }
    }

    private static func insert(
        _ guest: PersonID, _ position: Int, of appointment: Appointment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO appointment_guests (hospital, appointment, person, position)
                VALUES (?, ?, ?, ?)
                """,
            arguments: [
                appointment.hospital.rawValue, appointment.id.rawValue, guest.rawValue, position,
            ])
    }

    private func fetchAll(
        _ condition: String, _ arguments: StatementArguments
    ) async throws -> [Appointment] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM appointments " + condition, arguments: arguments
            ).map { try Appointment(row: $0, from: database) }
        }
    }
}

extension Appointment {
    fileprivate static func fetch(
        _ id: AppointmentID, in hospital: HospitalID, from database: Database
    ) throws -> Appointment? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM appointments WHERE hospital = ? AND id = ?",
            arguments: [hospital.rawValue, id.rawValue]
        ).map { try Appointment(row: $0, from: database) }
    }

    fileprivate init(row: Row, from database: Database) throws {
        let id = try row.identifier("id", as: AppointmentID.self)
        let hospital = try row.identifier("hospital", as: HospitalID.self)
        let guests = try Row.fetchAll(
            database,
            sql: """
                SELECT person FROM appointment_guests WHERE hospital = ? AND appointment = ?
                ORDER BY position LIMIT ?
                """,
            arguments: [hospital.rawValue, id.rawValue, Appointment.guestLimit])
        self.init(
            id: id, hospital: hospital, doctor: try row.identifier("doctor"),
            patient: try row.identifier("patient"),
            guests: try guests.map { try $0.identifier("person") },
            startsAt: try row.time("starts_at"),
            isRecordingEnabled: try row.flag("recording_enabled"), call: try VideoCall(row: row),
            externalID: try row.optionalText("external_id"),
            cancelledAt: try row.optionalTime("cancelled_at"))
    }
}

extension VideoCall {
    fileprivate init(row: Row) throws {
        self.init(
            status: try row.word("video_call_status"),
            room: try row.optionalText("video_call_room_id").map(CallRoomID.init(rawValue:)),
            startedAt: try row.optionalTime("video_call_started_at"),
            endedAt: try row.optionalTime("video_call_ended_at"),
            isScreenShared: try row.flag("screen_sharing_active"))
    }
}
