import Testing
import Wire

@testable import SFU

@Suite struct RetransmissionBudgetTests {
    private let start = MonotonicTime(nanoseconds: 100_000_000_000)

    @Test func `a burst of requests is served up to the capacity and no further`() {
        var budget = RetransmissionBudget()
        var sent = 0

        while budget.hasRoom(now: start), sent < 10_000 {
            budget.spend(1_200)
            sent += 1
        }

        #expect(sent == Int(RetransmissionBudget.capacity + 1_199) / 1_200)
    }

    @Test func `it fills again with time, and never above its capacity`() {
        var budget = RetransmissionBudget()
        while budget.hasRoom(now: start) { budget.spend(1_200) }

        let isFilling = budget.hasRoom(now: start + .milliseconds(10))
        #expect(isFilling)
        for second in 1...100 { _ = budget.hasRoom(now: start + .seconds(second)) }
        var sent = 0
        while budget.hasRoom(now: start + .seconds(100)) {
            budget.spend(1_200)
            sent += 1
        }
        #expect(sent == Int(RetransmissionBudget.capacity + 1_199) / 1_200)
    }

    @Test func `a clock that is asked every few microseconds fills it too`() {
        var budget = RetransmissionBudget()
        while budget.hasRoom(now: start) { budget.spend(1_200) }

        let answers = (1...200).map { budget.hasRoom(now: start + .microseconds(100 * $0)) }

        #expect(answers.contains(true))
    }
}
