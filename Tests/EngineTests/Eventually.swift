import Wire

@testable import Engine

/// What didn't come in time.
struct Missed: Error {
    let what: String
}

/// Asks again and again until there is an answer, at most a minute: hosts of tests are busy.
@discardableResult
func eventually<Answer>(_ what: String, _ ask: () async throws -> Answer?) async throws -> Answer {
    let start = MonotonicClock.now()
    while MonotonicClock.now() - start < .seconds(60) {
        if let answer = try await ask() { return answer }
        await Task.yield()
    }
    throw Missed(what: what)
}
