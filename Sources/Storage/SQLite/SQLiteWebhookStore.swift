internal import Clinic
internal import GRDB

/// Hospitals' webhooks, one a row of the table of that name.
struct SQLiteWebhookStore: WebhookStore {
    let database: SQLiteDatabase

    func save(_ webhook: Webhook) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO webhooks (hospital, id, url, secret, created_at,
                        sequence, failures, next_attempt_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    webhook.hospital.rawValue, webhook.id.rawValue, webhook.url,
                    webhook.secret.text, webhook.createdAt.milliseconds, webhook.sequence,
                    webhook.failures, webhook.nextAttemptAt?.milliseconds,
                ])
        }
    }

    func webhook(of hospital: HospitalID) async throws -> Webhook? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM webhooks WHERE hospital = ?",
                arguments: [hospital.rawValue]
            ).map(Webhook.init(row:))
        }
    }

    func webhooks() async throws -> [Webhook] {
        try await database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM webhooks").map(Webhook.init(row:))
        }
    }

    func advance(_ webhook: Webhook) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE webhooks SET sequence = ?, failures = ?, next_attempt_at = ?
                    WHERE hospital = ? AND id = ?
                    """,
                arguments: [
                    webhook.sequence, webhook.failures, webhook.nextAttemptAt?.milliseconds,
                    webhook.hospital.rawValue, webhook.id.rawValue,
                ])
        }
    }

    func remove(of hospital: HospitalID) async throws -> Bool {
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM webhooks WHERE hospital = ?", arguments: [hospital.rawValue])
            return database.changesCount == 1
        }
    }
}

extension Webhook {
    fileprivate init(row: Row) throws {
        guard let secret = BearerSecret(text: try row.text("secret")) else {
            throw StoreError.unreadable
        }
        self.init(
            id: try row.identifier("id"), hospital: try row.identifier("hospital"),
            url: try row.text("url"), secret: secret, createdAt: try row.time("created_at"),
            sequence: try row.number("sequence"),
            failures: Int(clamping: try row.number("failures")),
            nextAttemptAt: try row.optionalTime("next_attempt_at"))
    }
}
