/// Names a seat in a live consultation: one person, through reloads and reconnects.
package struct ParticipantID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}
