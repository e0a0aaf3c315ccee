/// The metadata keys of this target's log lines.
enum LogKey {
    /// The room's name; opaque.
    static let room = "room"
    /// What failed, as the port's error says it.
    static let error = "error"
    static let reason = "reason"
    /// The way that media takes, of a closed list.
    static let rung = "rung"
}
