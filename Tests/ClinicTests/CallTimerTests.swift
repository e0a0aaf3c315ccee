import Clinic
import Testing

@Suite struct CallTimerTests {
    static let start = Samples.start

    private static func running() -> CallTimer {
        var timer = CallTimer(limits: CallLimits(), emptySince: start)
        timer.occupancy(2, at: start)
        timer.meet(at: start)
        return timer
    }

    @Test func `a call of an hour is warned at 55 minutes and ended at 60, once each`() throws {
        var timer = Self.running()
        let endsAt = Self.start + .seconds(3600)

        #expect(timer.nextDeadline == Self.start + .seconds(3300))
        #expect(timer.advance(to: Self.start + .seconds(3299)) == [])
        #expect(timer.advance(to: Self.start + .seconds(3300)) == [.warn(endsAt: endsAt)])
        #expect(timer.advance(to: Self.start + .seconds(3301)) == [])
        #expect(timer.nextDeadline == endsAt)
        #expect(timer.advance(to: endsAt) == [.end(.maximumDuration)])
        #expect(timer.advance(to: endsAt) == [])
        #expect(timer.nextDeadline == nil)
    }

    @Test func `a call that all left for 60 s ends`() {
        var timer = Self.running()
        timer.occupancy(0, at: Self.start + .seconds(100))

        #expect(timer.nextDeadline == Self.start + .seconds(160))
        #expect(timer.advance(to: Self.start + .seconds(159)) == [])
        #expect(timer.advance(to: Self.start + .seconds(160)) == [.end(.everybodyLeft)])
    }

    @Test func `one who comes back in time keeps the call`() {
        var timer = Self.running()
        timer.occupancy(0, at: Self.start + .seconds(100))
        timer.occupancy(0, at: Self.start + .seconds(150))
        timer.occupancy(1, at: Self.start + .seconds(159))

        #expect(timer.advance(to: Self.start + .seconds(500)) == [])
    }

    @Test func `a later meeting does not put the end off`() {
        var timer = Self.running()
        timer.meet(at: Self.start + .seconds(1000))

        #expect(timer.endsAt == Self.start + .seconds(3600))
    }

    @Test func `waiting alone does not count towards the duration`() {
        var timer = CallTimer(limits: CallLimits(), emptySince: nil)
        timer.occupancy(1, at: Self.start)

        #expect(timer.nextDeadline == nil)
        #expect(timer.advance(to: Self.start + .seconds(100_000)) == [])
    }

    @Test func `a call found after a restart goes on where it was, and ends if nobody returns`() {
        var timer = CallTimer(
            limits: CallLimits(), startedAt: Self.start, emptySince: Self.start + .seconds(600))

        #expect(timer.endsAt == Self.start + .seconds(3600))
        #expect(timer.advance(to: Self.start + .seconds(660)) == [.end(.everybodyLeft)])
    }
}
