import Clinic

/// Chat and the shared screen.
extension Consultation {
    func chat(_ text: String, by seat: Seat) async throws(Complaint) {
        guard case .accepted(let checked) = ChatText.checked(text) else {
            throw Complaint(.invalid, text: "The message is empty or too long.")
        }
        let message = ChatMessage(
            id: .random(), hospital: context.hospital.id, appointment: context.appointment,
            sender: seat.pass.person.id, senderName: seat.pass.person.name, senderRole: seat.role,
            text: checked.text, sentAt: now)
        let context = context
        try await stored { try await context.stores.chat.append(message) }
        tell(.chat(ChatLine(message)))
        await audit(.chatStored, seat.pass.originator, detail: message.id.rawValue)
    }

    /// Shows a line that was written and stored outside of the call.
    func deliver(_ message: ChatMessage) async {
        await enter()
        defer { leave() }
        tell(.chat(ChatLine(message)))
    }

    func mayShareScreen(_ seat: Seat) -> Bool {
        seat.role == .doctor || context.configuration.letsEverybodyShareScreens
    }

    func shareScreen(_ isOn: Bool, by seat: Seat) async throws(Complaint) {
        guard mayShareScreen(seat) else { throw Complaint(.notAllowed) }
        guard seat.isSharingScreen != isOn else { return }
        seats[seat.participant]?.isSharingScreen = isOn
        tell(.screenShare(seat.participant, isOn: isOn), except: seat.participant)
        await storeSharing(isOn, seat.pass)
    }

    /// The participant's screen is gone with his media or his place.
    func stopSharing(by seat: Seat) async {
        seats[seat.participant]?.isSharingScreen = false
        tell(.screenShare(seat.participant, isOn: false), except: seat.participant)
        await storeSharing(false, seat.pass)
    }

    /// Stores whether anybody's screen is shared, and audits this change.
    func storeSharing(_ isOn: Bool, _ pass: EntryPass) async {
        let isAnyShared = seats.values.contains(where: \.isSharingScreen)
        if let changed = await store(.shareScreen(isAnyShared), at: now)?.call { call = changed }
        await audit(.screenShared, pass.originator, detail: isOn ? "on" : "off")
    }
}
