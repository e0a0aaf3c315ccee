internal import Clinic
internal import GRDB

/// Conversations, in the order in which they were stored.
struct SQLiteChatStore: ChatStore {
    let database: SQLiteDatabase

    func append(_ message: ChatMessage) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO chat_messages (id, hospital, appointment, sender, sender_name,
                        sender_role, text, sent_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                    """,
                arguments: [
                    message.id.rawValue, message.hospital.rawValue, message.appointment.rawValue,
                    message.sender.rawValue, message.senderName, message.senderRole.rawValue,
                    message.text, message.sentAt.milliseconds,
                ])
        }
    }

    func messages(
        of appointment: AppointmentID, in hospital: HospitalID, after: ChatMessageID?, limit: Int
    ) async throws -> [ChatMessage] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM chat_messages
                    WHERE hospital = :hospital AND appointment = :appointment
                    AND sequence > coalesce((SELECT sequence FROM chat_messages WHERE id = :after
                        AND hospital = :hospital AND appointment = :appointment), 0)
                    ORDER BY sequence LIMIT :limit
                    """,
                arguments: [
                    "hospital": hospital.rawValue, "appointment": appointment.rawValue,
                    "after": after?.rawValue, "limit": limit,
                ]
            ).map(ChatMessage.init(row:))
        }
    }

    func latestMessages(
        of appointment: AppointmentID, in hospital: HospitalID, limit: Int
    ) async throws -> [ChatMessage] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM chat_messages WHERE hospital = ? AND appointment = ?
                    ORDER BY sequence DESC LIMIT ?
                    """,
                arguments: [hospital.rawValue, appointment.rawValue, limit]
            ).map(ChatMessage.init(row:)).reversed()
        }
    }
}

extension ChatMessage {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.identifier("id"), hospital: try row.identifier("hospital"),
            appointment: try row.identifier("appointment"),
            sender: try row.identifier("sender"), senderName: try row.text("sender_name"),
            senderRole: try row.word("sender_role"), text: try row.text("text"),
            sentAt: try row.time("sent_at"))
    }
}
