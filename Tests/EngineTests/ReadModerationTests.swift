import Testing
import Wire

@testable import Engine

/// When a shard waits for datagrams by itself, and when it lets them gather.
@Suite struct ReadModerationTests {
    private static let start = MonotonicTime(nanoseconds: 5_000_000_000)

    /// A second of `rate` datagrams, `perLook` at a time.
    private static func afterASecond(
        of rate: Int, perLook: Int = 1, from moderation: ReadModeration = ReadModeration(),
        at start: MonotonicTime = start
    ) -> ReadModeration {
        var moderation = moderation
        for look in 0..<(rate / perLook) {
            let time = start + .nanoseconds(1_000_000_000 / Int64(rate) * Int64(look * perLook))
            moderation.count(perLook, at: time)
        }
        return moderation
    }

    @Test(arguments: [(50, 1), (180, 1), (400, 5), (1_900, 1)])
    func `nothing waits where few come`(rate: Int, perLook: Int) {
        var moderation = Self.afterASecond(of: rate, perLook: perLook)
        #expect(moderation.takePause() == 0)
    }

    @Test(arguments: [(5_000, 1), (20_000, 1), (60_000, 20), (400_000, 64)])
    func `many gather, for less than half a millisecond`(rate: Int, perLook: Int) {
        var moderation = Self.afterASecond(of: rate, perLook: perLook)
        let pause = moderation.takePause()
        #expect(pause > 50_000 && pause <= 400_000)
        #expect(Int(pause) * rate / 1_000_000_000 <= ReadModeration.gathering)
    }

    @Test func `the pause grows with the rate`() {
        var slower = Self.afterASecond(of: 3_000)
        var faster = Self.afterASecond(of: 4_500)
        #expect(slower.takePause() < faster.takePause())
    }

    @Test func `one pause for each look that has brought something`() {
        var moderation = Self.afterASecond(of: 20_000)
        #expect(moderation.takePause() > 0)
        #expect(moderation.takePause() == 0)
        moderation.count(0, at: Self.start + .seconds(1))
        #expect(moderation.takePause() == 0)
        moderation.count(1, at: Self.start + .seconds(1))
        #expect(moderation.takePause() > 0)
    }

    @Test func `where datagrams come evenly, pause follows pause`() {
        var moderation = Self.afterASecond(of: 20_000)
        _ = moderation.takePause()
        for look in 0..<100 {
            moderation.count(8, at: Self.start + .seconds(1) + .microseconds(400 * look))
            #expect(moderation.takePause() > 0)
        }
    }

    @Test func `where they come in bursts, no pause is made that brings nothing, but for trials`() {
        var moderation = Self.afterASecond(of: 10_000)
        _ = moderation.takePause()
        var pauses = 0
        for burst in 0..<1_000 {
            let time = Self.start + .seconds(1) + .milliseconds(burst)
            moderation.count(10, at: time)
            guard moderation.takePause() > 0 else { continue }
            pauses += 1
            moderation.count(0, at: time + .microseconds(400))
            #expect(moderation.takePause() == 0)
        }
        #expect(pauses < 50)
        #expect(pauses > 5)
    }

    @Test func `pauses end with the flood`() {
        let flood = Self.afterASecond(of: 20_000)
        var calm = Self.afterASecond(of: 100, from: flood, at: Self.start + .seconds(1))
        #expect(calm.takePause() == 0)

        var afterSilence = flood
        afterSilence.count(1, at: Self.start + .seconds(9))
        #expect(afterSilence.takePause() == 0)
    }

    @Test func `the thread is kept while datagrams follow each other, and for a while after`() {
        var moderation = ReadModeration()
        #expect(moderation.stay == nil)
        moderation.count(1, at: Self.start)
        #expect(moderation.stay == nil)
        moderation.count(1, at: Self.start + .milliseconds(20))
        #expect(moderation.stay == Self.start + .milliseconds(20) + ReadModeration.patience)
        moderation.count(0, at: Self.start + .milliseconds(100))
        #expect(moderation.stay == Self.start + .milliseconds(20) + ReadModeration.patience)
        moderation.count(1, at: Self.start + .seconds(3))
        #expect(moderation.stay == nil)
    }
}
