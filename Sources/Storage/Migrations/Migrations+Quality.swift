/// How well calls went.
extension Migrations {
    static let qualityReports = """
        CREATE TABLE quality_reports (
            hospital TEXT NOT NULL,
            appointment TEXT NOT NULL,
            room TEXT NOT NULL,
            person TEXT NOT NULL,
            role TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            score INTEGER,
            log TEXT NOT NULL CHECK (length(CAST(log AS BLOB)) <= 524288),
            PRIMARY KEY (room, person),
            FOREIGN KEY (hospital, appointment) REFERENCES appointments (hospital, id),
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX quality_reports_by_appointment
            ON quality_reports (hospital, appointment, started_at);
        """
}
