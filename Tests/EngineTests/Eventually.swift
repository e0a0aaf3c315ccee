import Wire

@testable import Engine

/// What didn't come in time.
struct Missed: Error {
    let what: String
}

/// Asks again and again until there is an answer, at most a minute: hosts of tests are busy.
///
/// The last time after that minute: other tests may keep this one from asking for as long.
@discardableResult
func eventually<Answer>(_ what: String, _ ask: () async throws -> Answer?) async throws -> Answer {
    let end = MonotonicClock.now() + .seconds(60)
    while true {
        let isLast = MonotonicClock.now() >= end
        if let answer = try await ask() { return answer }
        guard !isLast else { throw Missed(what: what) }
        await Task.yield()
    }
}
