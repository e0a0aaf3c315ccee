/// Names a chat message.
package struct ChatMessageID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// One line of an appointment's conversation.
package struct ChatMessage: Hashable, Sendable, PersonalData {
    package let id: ChatMessageID
    package let hospital: HospitalID
    package let appointment: AppointmentID
    package let sender: PersonID
    /// As it was when it was sent.
    package let senderName: String
    /// What the sender is in the appointment.
    package let senderRole: Role
    package let text: String
    package let sentAt: WallTime

    package init(
        id: ChatMessageID, hospital: HospitalID, appointment: AppointmentID, sender: PersonID,
        senderName: String, senderRole: Role, text: String, sentAt: WallTime
    ) {
        self.id = id
        self.hospital = hospital
        self.appointment = appointment
        self.sender = sender
        self.senderName = senderName
        self.senderRole = senderRole
        self.text = text
        self.sentAt = sentAt
    }

    package var redacted: String { "ChatMessage(\(id))" }
}
