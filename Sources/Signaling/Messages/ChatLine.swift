import Clinic

/// One line of the appointment's chat.
package struct ChatLine: Hashable, Sendable, Codable, PersonalData {
    package let id: ChatMessageID
    package let text: String
    package let sender: PersonLabel
    package let sentAt: WallTime

    package init(_ message: ChatMessage) {
        id = message.id
        text = message.text
        sender = PersonLabel(
            id: ParticipantID(of: message.sender), name: message.senderName,
            role: message.senderRole)
        sentAt = message.sentAt
    }

    package var redacted: String { "ChatLine(\(id))" }
}
