/// Every reference carries the hospital, so that the file itself refuses to join two hospitals.
/// Times are milliseconds since 1970 in UTC.
extension Migrations {
    static let peopleAndAppointments = """
        CREATE TABLE hospitals (
            id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
            name TEXT NOT NULL,
            admission TEXT NOT NULL,
            allows_recording INTEGER NOT NULL,
            withdrawal TEXT NOT NULL,
            lets_doctors_see_recordings INTEGER NOT NULL,
            mode TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE people (
            id TEXT NOT NULL PRIMARY KEY,
            hospital TEXT NOT NULL REFERENCES hospitals (id),
            role TEXT NOT NULL CHECK (role IN ('doctor', 'patient', 'hospital_admin', 'guest')),
            name TEXT NOT NULL,
            email TEXT UNIQUE,
            password TEXT,
            UNIQUE (hospital, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE appointments (
            id TEXT NOT NULL PRIMARY KEY,
            hospital TEXT NOT NULL,
            doctor TEXT NOT NULL,
            patient TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            recording_enabled INTEGER NOT NULL,
            video_call_status TEXT NOT NULL
                CHECK (video_call_status IN ('not_started', 'waiting', 'in_progress', 'ended')),
            video_call_room_id TEXT UNIQUE,
            video_call_started_at INTEGER,
            video_call_ended_at INTEGER,
            screen_sharing_active INTEGER NOT NULL,
            UNIQUE (hospital, id),
            FOREIGN KEY (hospital, doctor) REFERENCES people (hospital, id),
            FOREIGN KEY (hospital, patient) REFERENCES people (hospital, id),
            CHECK ((video_call_status = 'not_started') = (video_call_room_id IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX appointments_by_doctor ON appointments (hospital, doctor, starts_at);
        CREATE INDEX appointments_by_patient ON appointments (hospital, patient, starts_at);
        CREATE INDEX appointments_by_time ON appointments (hospital, starts_at);
        CREATE INDEX running_calls ON appointments (video_call_status)
            WHERE video_call_status IN ('waiting', 'in_progress');

        CREATE TABLE appointment_guests (
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            person TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (appointment, person),
            FOREIGN KEY (hospital, appointment) REFERENCES appointments (hospital, id),
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX appointment_guests_by_person ON appointment_guests (hospital, person);
        """

    static let tokensAndSessions = """
        CREATE TABLE web_sessions (
            hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
            hospital TEXT NOT NULL,
            person TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX web_sessions_by_person ON web_sessions (hospital, person, created_at);

        CREATE TABLE join_tokens (
            hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            room TEXT NOT NULL,
            person TEXT NOT NULL,
            role TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            session TEXT CHECK (length(session) = 64),
            superseded_at INTEGER,
            FOREIGN KEY (hospital, appointment) REFERENCES appointments (hospital, id),
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX join_tokens_by_session ON join_tokens (room, session);
        CREATE INDEX join_tokens_by_appointment ON join_tokens (hospital, appointment, person);
        """

    /// What was last decided about each person at the door of an appointment's call.
    static let admissions = """
        CREATE TABLE admissions (
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            room TEXT NOT NULL,
            person TEXT NOT NULL,
            is_admitted INTEGER NOT NULL CHECK (is_admitted IN (0, 1)),
            at INTEGER NOT NULL,
            PRIMARY KEY (room, person),
            FOREIGN KEY (hospital, appointment) REFERENCES appointments (hospital, id),
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX admissions_by_appointment ON admissions (hospital, appointment);
        """
}
