import SFU
import Testing
import Wire

@Suite struct KeyframeRequestsTests {
    @Test func `many wishes make one request, at once`() {
        var requests = KeyframeRequests()
        for _ in 0..<10 { requests.request() }
        #expect(requests.due(at: [0, 0, 500, 999]) == [true, false, false, false])
    }

    @Test func `the request is repeated each second until a key frame comes`() {
        var requests = KeyframeRequests()
        requests.request()
        #expect(requests.due(at: [0, 1_000, 1_500, 2_000]) == [true, true, false, true])
        requests.keyframeArrived()
        #expect(requests.due(at: [3_000, 9_000]) == [false, false])
        #expect(requests.nextDeadline == nil)
    }

    @Test func `a new wish waits until the second is over`() {
        var requests = KeyframeRequests()
        requests.request()
        _ = requests.due(at: [0])
        requests.keyframeArrived()
        requests.request()
        #expect(requests.nextDeadline == at(1_000))
        #expect(requests.due(at: [300, 1_000]) == [false, true])
    }

    @Test func `a request whose path has changed is repeated at once`() {
        var requests = KeyframeRequests()
        requests.request()
        #expect(requests.due(at: [0, 100]) == [true, false])
        requests.pathChanged()
        #expect(requests.due(at: [101, 102]) == [true, false])
    }

    @Test func `nothing is sent unasked`() {
        var requests = KeyframeRequests()
        #expect(requests.due(at: [0]) == [false])
    }
}

private func at(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
}

extension KeyframeRequests {
    fileprivate mutating func due(at times: [Int64]) -> [Bool] {
        times.map { takeDue(at: SFUTests.at($0)) }
    }
}
