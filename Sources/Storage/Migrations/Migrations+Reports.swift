/// What computers found out about their ways here. The hospital is null for a report of somebody
/// who had not signed in.
extension Migrations {
    static let connectionReports = """
        CREATE TABLE connection_reports (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            code TEXT NOT NULL UNIQUE CHECK (length(code) = 8),
            hospital TEXT,
            person TEXT,
            created_at INTEGER NOT NULL,
            contents TEXT NOT NULL CHECK (length(CAST(contents AS BLOB)) <= 65536),
            FOREIGN KEY (hospital, person) REFERENCES people (hospital, id),
            CHECK ((hospital IS NULL) = (person IS NULL))
        ) STRICT;
        CREATE INDEX connection_reports_by_hospital ON connection_reports (hospital, sequence);
        CREATE INDEX connection_reports_by_time ON connection_reports (created_at);
        """
}
