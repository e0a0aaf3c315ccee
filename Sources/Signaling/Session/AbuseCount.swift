import Clinic

/// Counts a connection's errors: how often may it break the protocol before it is closed?
struct AbuseCount: Sendable {
    /// Errors within ``window`` that close the connection.
    static let limit = 10
    static let window = Duration.seconds(60)
    /// Dropped messages that count as one error: a flood is answered once for so many.
    static let droppedPerError = 10

    private var errorsAt: [Duration] = []
    private var droppedCount = 0

    /// Counts an error; whether it was one too many.
    mutating func isExceeded(now: Duration) -> Bool {
        errorsAt.removeAll { now - $0 >= Self.window }
        errorsAt.append(now)
        return errorsAt.count >= Self.limit
    }

    /// Counts a message dropped by the rate limit; whether the client is to be told.
    mutating func isNewsOfDrop() -> Bool {
        defer { droppedCount += 1 }
        return droppedCount % Self.droppedPerError == 0
    }
}
