import Testing
import Wire

@testable import Congestion

@Suite struct TrendlineDetectorTests {
    /// Groups every 20 ms whose delay grows by `growth` each, after a quiet time.
    static func usages(growth: Double, groups: Int = 40) -> [TrendlineDetector.Usage] {
        var detector = TrendlineDetector()
        var now = 0.0
        return (0..<(40 + groups)).map { index in
            let more = index < 40 ? 0 : growth
            now += 20 + more
            detector.receive(.init(sent: 20, arrived: 20 + more, arrivedAt: now))
            return detector.usage
        }
    }

    @Test func `a steady delay is normal use`() {
        #expect(Self.usages(growth: 0).allSatisfy { $0 == .normal })
    }

    @Test(arguments: [2.0, 5, 20])
    func `a growing delay is overuse within half a second`(growth: Double) {
        #expect(Self.usages(growth: growth, groups: 25).contains(.overuse))
    }

    @Test(arguments: [-2.0, -5])
    func `a shrinking delay is underuse`(growth: Double) {
        let usages = Self.usages(growth: growth)
        #expect(usages.contains(.underuse) && !usages.contains(.overuse))
    }

    @Test func `one late group is no overuse`() {
        var detector = TrendlineDetector()
        for index in 0..<80 {
            let late = index == 50 ? 15.0 : index == 51 ? -15 : 0
            detector.receive(
                .init(sent: 20, arrived: 20 + late, arrivedAt: Double(index) * 20 + late))
            #expect(detector.usage != .overuse)
        }
    }
}

@Suite struct ArrivalGroupsTests {
    @Test func `packets that left together are one group`() {
        var groups = ArrivalGroups()
        #expect(groups.receive(sentAt: 0, arrivedAt: 100) == nil)
        #expect(groups.receive(sentAt: 1, arrivedAt: 110) == nil)
        #expect(groups.receive(sentAt: 20, arrivedAt: 125) == nil)
        let difference = groups.receive(sentAt: 40, arrivedAt: 150)

        #expect(difference == .init(sent: 19, arrived: 15, arrivedAt: 125))
    }

    @Test func `a packet that left before its group tells nothing`() {
        var groups = ArrivalGroups()
        _ = groups.receive(sentAt: 100, arrivedAt: 200)
        #expect(groups.receive(sentAt: 50, arrivedAt: 300) == nil)
    }

    @Test func `a jump of the receiver's clock tells nothing`() {
        var groups = ArrivalGroups()
        _ = groups.receive(sentAt: 0, arrivedAt: 0)
        _ = groups.receive(sentAt: 20, arrivedAt: 20)
        _ = groups.receive(sentAt: 40, arrivedAt: 90_000)
        #expect(groups.receive(sentAt: 60, arrivedAt: 90_020) == nil)
    }
}
