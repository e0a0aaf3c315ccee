import Testing

@testable import Signaling

@Suite struct RateLimitTests {
    @Test func `a burst is taken, then the steady rate`() {
        var limit = RateLimit(now: .zero)
        let taken = [Int](0...RateLimit.burst).map { _ in limit.take(now: .zero) }
        #expect(taken.firstIndex(of: false) == RateLimit.burst)

        let later = [limit.take(now: .milliseconds(20)), limit.take(now: .milliseconds(20))]
        #expect(later == [true, false])
    }

    @Test func `calls less than a millisecond apart add up`() {
        var limit = RateLimit(now: .zero)
        for _ in 0..<RateLimit.burst { _ = limit.take(now: .zero) }

        let taken = (1...4000).count { limit.take(now: .microseconds(500 * $0)) }

        #expect(taken == 2 * RateLimit.messagesPerSecond)
    }

    @Test func `an idle hour gives no more than a burst`() {
        var limit = RateLimit(now: .zero)
        let taken = (0..<1000).count { _ in limit.take(now: .seconds(3600)) }
        #expect(taken == RateLimit.burst)
    }
}
