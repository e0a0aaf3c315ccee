import Testing
import Wire

@testable import Engine

/// When a shard waits for datagrams by itself.
@Suite struct ReadModerationTests {
    @Test(arguments: [(100, 1, false), (1_000, 1, false), (7_000, 7, false), (20_000, 1, true)])
    func `only where many come`(rate: Int, perLook: Int, isBusy: Bool) {
        var moderation = ReadModeration()
        var now = MonotonicTime(nanoseconds: 5_000_000_000)
        for _ in 0..<(rate / perLook) {
            moderation.count(perLook, at: now)
            now = now + .nanoseconds(1_000_000_000 / rate * perLook)
        }
        #expect(moderation.isBusy == isBusy)
        #expect(!moderation.pauses)
    }

    @Test func `pauses only while looks bring several, and ends with the flood`() {
        var moderation = ReadModeration()
        let start = MonotonicTime(nanoseconds: 5_000_000_000)
        for millisecond in 0..<100 {
            moderation.count(20, at: start + .milliseconds(millisecond))
        }
        #expect(moderation.isBusy && moderation.pauses)
        moderation.count(1, at: start + .milliseconds(100))
        #expect(moderation.isBusy && !moderation.pauses)
        moderation.count(1, at: start + .milliseconds(150))
        #expect(!moderation.isBusy)
    }
}
