import SFU
import Testing
import Wire

@Suite struct NACKTrackerTests {
    @Test func `a missing packet is asked for after the reordering allowance`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10, 12], at: 0)
        #expect(tracker.nextDeadline == at(10))
        #expect(tracker.due(at: 9) == [])
        #expect(tracker.due(at: 10) == [11])
    }

    @Test func `ten newer packets make a packet missing at once`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10], at: 0)
        tracker.receive(Array(12...20), at: 1)
        #expect(tracker.due(at: 1) == [])
        tracker.receive([21], at: 2)
        #expect(tracker.due(at: 2) == [11])
    }

    @Test func `a packet that only came late is not asked for`() {
        var tracker = NACKTracker(isVideo: true)
        let arrivals = tracker.receive([10, 12, 11, 11, 10], at: 0)
        #expect(arrivals == [.new, .new, .new, .duplicate, .duplicate])
        #expect(tracker.nextDeadline == nil)
        #expect(tracker.due(at: 100) == [])
    }

    @Test func `packets of before the first are new`() {
        var tracker = NACKTracker(isVideo: true)
        #expect(tracker.receive([10, 9], at: 0) == [.new, .new])
        #expect(tracker.missingCount == 0)
    }

    @Test func `a request is repeated once a round trip, and not within 40 ms`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([65535, 1], at: 0)
        let slow = [10, 50, 109, 110].map { tracker.due(at: $0, roundTrip: 100) }
        #expect(slow == [[0], [], [], [0]])
        let quick = [210, 249, 250].map { tracker.due(at: $0, roundTrip: 5) }
        #expect(quick == [[0], [], [0]])
    }

    @Test func `after ten tries a packet of video is given up for a key frame`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10, 12], at: 0)
        let asked = (0..<11).map { tracker.due(at: 10 + 40 * $0).count }
        #expect(asked == .init(repeating: 1, count: 10) + [0])
        #expect(tracker.missingCount == 0)
        let wishes = (tracker.takeKeyframeWish(), tracker.takeKeyframeWish())
        #expect(wishes == (true, false))
    }

    @Test func `after a second a packet is given up however few the tries`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10, 12], at: 0)
        let asked = [10, 910, 1_810].map { tracker.due(at: $0, roundTrip: 900).count }
        #expect(asked == [1, 1, 0])
        let wish = tracker.takeKeyframeWish()
        #expect(wish)
    }

    @Test func `lost sound asks for no key frame`() {
        var tracker = NACKTracker(isVideo: false)
        tracker.receive([10, 12], at: 0)
        #expect(tracker.due(at: 400) == [])
        let wish = tracker.takeKeyframeWish()
        #expect(tracker.missingCount == 0 && !wish)
    }

    @Test func `too many missing packets are not chased one by one`() {
        var tracker = NACKTracker(isVideo: true)
        let limit = UInt16(NACKTracker.missingLimit)
        tracker.receive([0, limit + 1], at: 0)
        #expect(tracker.missingCount == Int(limit))
        tracker.receive([limit + 3], at: 0)
        let wish = tracker.takeKeyframeWish()
        #expect(tracker.missingCount == 0 && wish)
    }

    @Test func `a key frame makes what is missing before it irrelevant`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10, 12, 14], at: 0)
        tracker.keyframeArrived(12)
        #expect(tracker.due(at: 10) == [13])
    }

    @Test func `after an outage a key frame is wished for instead`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10], at: 0)
        tracker.receive([50], at: 1_000)
        let wish = tracker.takeKeyframeWish()
        #expect(tracker.missingCount == 0 && wish)
        tracker.receive([52], at: 1_010)
        #expect(tracker.due(at: 1_020) == [51])
    }

    @Test func `what overtook a key frame's first packet can be asked for again`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10, 12, 14], at: 0)
        #expect(!tracker.isNewest(12))
        let isDone = tracker.missAgain(after: 11, at: at(1))
        #expect(isDone)
        #expect(tracker.due(at: 10) == [11, 12, 13, 14])
        #expect(tracker.receive([12, 12], at: 20) == [.new, .duplicate])
    }

    @Test func `what overtook the first packet is asked for once, and has come then`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([14, 12, 13, 11], at: 0)
        let isDone = tracker.missAgain(after: 11, at: at(1), isKept: { $0 == 12 })
        #expect(isDone)
        #expect(tracker.due(at: 10) == [13, 14])
        #expect(tracker.receive([13, 14], at: 20) == [.new, .new])
        #expect(tracker.missingCount == 0)
    }

    @Test func `too many that overtook are not asked for again`() {
        var tracker = NACKTracker(isVideo: true)
        tracker.receive([10, 80], at: 0)
        let isDone = tracker.missAgain(after: 11, at: at(1))
        #expect(!isDone)
    }

    @Test(arguments: 0..<20)
    func `whatever comes, memory is bounded and requests are for what is missing`(seed: UInt64) {
        var noise = Noise(state: seed)
        var tracker = NACKTracker(isVideo: true)
        var number: UInt16 = .random(in: 0...65535, using: &noise)
        for time in 0..<2_000 {
            number &+= UInt16.random(in: 0...4, using: &noise)
            if time % 500 == 499 { number &+= 20_000 }
            tracker.receive([number &- UInt16.random(in: 0...3, using: &noise)], at: Int64(time))
            let due = tracker.due(at: Int64(time), roundTrip: 60)
            #expect(tracker.missingCount <= NACKTracker.missingLimit)
            #expect(Set(due).count == due.count)
        }
    }
}

private func at(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
}

extension NACKTracker {
    @discardableResult
    fileprivate mutating func receive(_ numbers: [UInt16], at time: Int64) -> [Arrival] {
        numbers.map { receive($0, at: SFUTests.at(time)) }
    }

    fileprivate mutating func due(at time: Int64, roundTrip: Int64 = 20) -> [UInt16] {
        var due: [UInt16] = []
        takeDue(at: SFUTests.at(time), roundTrip: .milliseconds(roundTrip), into: &due)
        return due
    }
}
