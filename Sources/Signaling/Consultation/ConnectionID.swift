/// Names one connection to a consultation, in this process only.
struct ConnectionID: Hashable, Sendable {
    let rawValue: UInt64
}
