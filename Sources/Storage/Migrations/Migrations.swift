internal import GRDB

/// The numbered steps from an empty file to the tables of this version.
///
/// A step that was released is never edited: what changes comes as a new one behind it.
enum Migrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 people and appointments") { database in
            try database.execute(sql: peopleAndAppointments)
        }
        migrator.registerMigration("2 tokens and sessions") { database in
            try database.execute(sql: tokensAndSessions)
        }
        migrator.registerMigration("3 chat, consents and recordings") { database in
            try database.execute(sql: chatConsentsAndRecordings)
        }
        migrator.registerMigration("4 audit") { database in
            try database.execute(sql: audit)
        }
        migrator.registerMigration("5 forced rung") { database in
            try database.execute(sql: "ALTER TABLE hospitals ADD COLUMN rung TEXT")
        }
        migrator.registerMigration("6 connection reports") { database in
            try database.execute(sql: connectionReports)
        }
        migrator.registerMigration("7 recording keys and retention") { database in
            try database.execute(sql: recordingKeys)
        }
        migrator.registerMigration("8 platforms") { database in
            try database.execute(sql: platforms)
        }
        migrator.registerMigration("9 webhooks") { database in
            try database.execute(sql: webhooks)
        }
        migrator.registerMigration("10 admissions") { database in
            try database.execute(sql: admissions)
        }
        migrator.registerMigration("11 texts of consents") { database in
            try database.execute(sql: textsOfConsents)
        }
        migrator.registerMigration("12 quality reports") { database in
            try database.execute(sql: qualityReports)
        }
        migrator.registerMigration("13 platforms' own tokens") { database in
            try database.execute(sql: platformTrusts)
        }
        return migrator
    }
}
