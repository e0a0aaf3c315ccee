import Clinic

/// Who waits to be let in, in the order of arrival, and who was let in before.
///
/// Bounded by the consultation's seats and the appointment's people.
struct WaitingRoom: Sendable {
    private(set) var order: [ParticipantID] = []
    private var admittedBefore: Set<ParticipantID> = []
    /// A doctor sent them back: only he lets them in again.
    private var sentBack: Set<ParticipantID> = []

    init() {}

    /// As it was before the server was started anew.
    init(after decisions: [AdmissionRecord]) {
        for decision in decisions {
            let participant = ParticipantID(of: decision.person)
            if decision.isAdmitted {
                admittedBefore.insert(participant)
            } else {
                sentBack.insert(participant)
            }
        }
    }

    /// What the waiting room makes of the clinic's verdict.
    func verdict(_ admission: Admission, for participant: ParticipantID) -> Admission {
        guard case .admit = admission, sentBack.contains(participant) else { return admission }
        return .wait(.doctorDecides)
    }

    /// Admitted before in this call and not sent back.
    func wasAdmitted(_ participant: ParticipantID) -> Bool {
        admittedBefore.contains(participant)
    }

    mutating func wait(_ participant: ParticipantID) {
        guard !order.contains(participant) else { return }
        order.append(participant)
    }

    mutating func admit(_ participant: ParticipantID) {
        order.removeAll { $0 == participant }
        sentBack.remove(participant)
        admittedBefore.insert(participant)
    }

    mutating func sendBack(_ participant: ParticipantID) {
        admittedBefore.remove(participant)
        sentBack.insert(participant)
        wait(participant)
    }

    /// Left, from the waiting room or from the consultation.
    mutating func leave(_ participant: ParticipantID) {
        order.removeAll { $0 == participant }
    }
}
