/// The numbered sessions by their names.
///
/// Bounded: open ones by the consultations' limits of connections, and of the closed ones an owner
/// keeps those only that closed since he opened the latest.
struct SessionTable: Sendable {
    private var byOwner: [SessionName.Owner: [String: NumberedSession]] = [:]

    subscript(name: SessionName) -> NumberedSession? { byOwner[name.owner]?[name.text] }

    /// All of them, as they are now.
    var all: [(SessionName, NumberedSession)] {
        byOwner.flatMap { owner, sessions in
            sessions.map { (SessionName(owner: owner, text: $0.key), $0.value) }
        }
    }

    mutating func insert(_ session: NumberedSession, _ name: SessionName) {
        var sessions = byOwner[name.owner, default: [:]].filter { !$0.value.outbound.isClosed }
        sessions[name.text] = session
        byOwner[name.owner] = sessions
    }

    /// Forgets `session`, unless another has its name by now.
    mutating func remove(_ session: NumberedSession, _ name: SessionName) {
        guard byOwner[name.owner]?[name.text] === session else { return }
        byOwner[name.owner]?[name.text] = nil
        if byOwner[name.owner]?.isEmpty == true { byOwner[name.owner] = nil }
    }
}
