import Clinic

extension ParticipantID {
    /// A person has one seat in a consultation, named as he is: a client can then tell whose chat
    /// lines are whose, over reloads, reconnects and restarts of the server.
    package init(of person: PersonID) {
        self.init(rawValue: person.rawValue)
    }
}
