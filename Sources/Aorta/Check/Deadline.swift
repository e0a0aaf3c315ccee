/// Runs `body`, which must heed cancellation, for so long at most.
///
/// - Throws: what `body` throws, or ``CheckFailure/noAnswer``.
func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw CheckFailure.noAnswer
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CheckFailure.noAnswer }
        return value
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}
