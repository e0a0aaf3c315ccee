import Testing

@testable import Clinic

@Suite struct RefusalCountTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func refusal(_ kind: AuditKind, of person: String?) -> AuditEvent {
        AuditEvent(
            kind, in: nil, by: person.map(PersonID.init(rawValue:)), source: "192.0.2.1",
            detail: "role_may_not", at: start)
    }

    @Test func `a source's refusals are written up to a limit, then one word of it`() {
        var count = RefusalCount()
        let verdicts = (0..<110).map { _ in count.note("a", at: start) }

        #expect(verdicts.prefix(100).allSatisfy { $0 == .write })
        #expect(verdicts[100] == .writeLast)
        #expect(verdicts.suffix(9).allSatisfy { $0 == .skip })
        #expect(count.isReached(by: "a", at: start))
        #expect(!count.isReached(by: "b", at: start))
        let later = start + RefusalCount.window
        #expect(!count.isReached(by: "a", at: later))
        let verdict = count.note("a", at: later)
        #expect(verdict == .write)
    }

    @Test func `a person's refusals are bounded, what he does is always written`() {
        var count = RefusalCount()
        let refused = (0..<110).map { _ in count.bounded(refusal(.accessRefused, of: "p")) }
        let done = (0..<110).map { _ in count.bounded(refusal(.recordingViewed, of: "p")) }
        let other = count.bounded(refusal(.accessRefused, of: "q"))

        #expect(refused.compactMap { $0 }.count == 101)
        #expect(refused[100]?.detail == "further_refusals_not_written")
        #expect(done.allSatisfy { $0 != nil })
        #expect(other?.detail == "role_may_not")
    }
}
