import STUN
import Testing
import Wire

@testable import TURN

/// What one user and one source may take (RFC 8656 §7.2, §21.1).
@Suite struct QuotaTests {
    @Test func `a user has twelve allocations, and another user too`() {
        let server = ServerUnderTest()
        for port in UInt16(1)...12 {
            #expect(ClientUnderTest(server, port: port).allocate().isSuccess)
        }
        let next = ClientUnderTest(server, port: 13).allocate()
        #expect(next.code == 486)
        #expect(next.reason == "Too many allocations of this user")
        #expect(
            ClientUnderTest(server, port: 14, name: "bob", password: "builder")
                .allocate().isSuccess)
        #expect(server.ports.open.count == 13)
        #expect(server.server.counters.refusals.capacity == 1)
    }

    @Test func `what ends is given back`() {
        let server = ServerUnderTest { $0.quotas.allocationsPerUser = 1 }
        let first = ClientUnderTest(server, port: 1)
        let second = ClientUnderTest(server, port: 2)
        _ = first.allocate()
        #expect(second.allocate().code == 486)

        _ = first.refresh(lifetime: 0)
        #expect(second.allocate().isSuccess)
        server.advance(.seconds(600))
        #expect(first.allocate().isSuccess)
    }

    @Test func `a browser that changed its network makes new virtual relays for old ones`() {
        let server = ServerUnderTest { $0.quotas.allocationsPerUser = 2 }
        let endpoint = ServerUnderTest.endpoints[0]
        let old = ClientUnderTest(server, label: "v.1", port: 1)
        let kept = ClientUnderTest(server, label: "v.1", port: 2)
        for client in [old, kept] {
            _ = client.allocate()
            _ = client.permit(endpoint)
        }
        let new = ClientUnderTest(server, label: "v.1", port: 3)

        server.advance(.seconds(29))
        #expect(new.allocate().code == 486)
        #expect(kept.send([1], to: endpoint).relayed != nil)
        server.advance(.seconds(1))
        #expect(new.allocate().isSuccess)
        #expect(!server.server.hasAllocation(old.path))
        #expect(server.server.hasAllocation(kept.path))
        #expect(ClientUnderTest(server, label: "v.1", port: 4).allocate().code == 486)
    }

    @Test func `a silent real relay stays, it may be receiving`() {
        let server = ServerUnderTest { $0.quotas.allocationsPerUser = 1 }
        _ = ClientUnderTest(server, label: "r.1", port: 1).allocate()
        server.advance(.seconds(300))
        #expect(ClientUnderTest(server, label: "r.1", port: 2).allocate().code == 486)
    }

    @Test func `names of one label are one user`() {
        let server = ServerUnderTest { $0.quotas.allocationsPerUser = 1 }
        #expect(ClientUnderTest(server, label: "r.one", port: 1).allocate().isSuccess)
        server.server.unixTime += 60
        #expect(ClientUnderTest(server, label: "r.one", port: 2).allocate().code == 486)
        #expect(ClientUnderTest(server, label: "r.two", port: 3).allocate().isSuccess)
    }

    @Test func `a reservation counts until it is taken or over`() throws {
        let server = ServerUnderTest { $0.quotas.allocationsPerUser = 2 }
        let token = try #require(
            ClientUnderTest(server, port: 1).allocate { $0.write(.evenPort, [0x80]) }.token)
        let other = ClientUnderTest(server, port: 2)
        #expect(other.allocate().code == 486)
        #expect(other.allocate { $0.write(.reservationToken, token) }.isSuccess)
        #expect(ClientUnderTest(server, port: 3).allocate().code == 486)
    }

    @Test func `a source has a limit across users, an IPv6 one by its network`() {
        var quota = Quota(limits: limits { $0.allocationsPerSource = 2 })
        let hosts = ["2620:fe:0:1::1", "2620:fe:0:1::2", "2620:fe:0:1:ffff::3"].map(
            SocketAddress.at)
        for (index, host) in hosts.prefix(2).enumerated() {
            #expect(quota.refusal(of: "\(index)", from: host, count: 1) == nil)
            _ = quota.take("\(index)", from: host)
        }
        #expect(quota.refusal(of: "2", from: hosts[2], count: 1) == .source)
        #expect(quota.refusal(of: "2", from: .at("2620:fe:0:2::1"), count: 1) == nil)
        #expect(quota.refusal(of: "2", from: .at("9.9.9.9"), count: 1) == nil)
    }

    @Test func `the server has a limit, and forgets users that have nothing`() {
        var quota = Quota(limits: limits { $0.allocations = 1 })
        let account = quota.take("one", from: .at("9.9.9.9"))
        #expect(quota.refusal(of: "two", from: .at("8.8.8.8"), count: 1) == .server)
        #expect(quota.accountCount == 1)
        quota.giveBack(account, from: .at("9.9.9.9"))
        #expect(quota.accountCount == 0)
        #expect(quota.refusal(of: "two", from: .at("8.8.8.8"), count: 1) == nil)
    }

    @Test func `a user's bitrate is limited each way, with a second's worth at once`() throws {
        let server = ServerUnderTest { $0.quotas.bitratePerUser = 80_000 }
        let client = ClientUnderTest(server)
        let relay = try #require(client.allocate().relayed.first)
        let carrier = try #require(server.ports.carrier(of: relay))
        let peer = SocketAddress.at("9.9.9.9:1")
        _ = client.bind(0x4000, to: peer)
        let payload = [UInt8](repeating: 0, count: 1000)

        let up = (0..<20).filter { _ in !client.send(payload, on: 0x4000).sent.isEmpty }
        #expect(up.count == 10)
        let down = (0..<20).filter { _ in
            !server.receive(payload, fromPeer: peer, on: carrier).isEmpty
        }
        #expect(down.count == 10)
        #expect(server.server.counters.drops.overBitrate == 20)
        server.now = server.now + .milliseconds(300)
        let later = (0..<20).filter { _ in !client.send(payload, on: 0x4000).sent.isEmpty }
        #expect(later.count == 3)
    }

    private func limits(_ change: (inout QuotaLimits) -> Void) -> QuotaLimits {
        var limits = QuotaLimits()
        change(&limits)
        return limits
    }
}

@Suite struct TokenBucketTests {
    private let start = MonotonicTime(nanoseconds: 5)

    @Test func `without a limit everything passes`() {
        var bucket = TokenBucket(bitrate: nil)
        let passed = (0..<1000).filter { _ in bucket.take(.max, now: start) }
        #expect(passed.count == 1000)
    }

    @Test func `the rate holds over time`() {
        var bucket = TokenBucket(bitrate: 8000)
        var passed = 0
        for millisecond in 0..<10_000 where bucket.take(10, now: start + .milliseconds(millisecond))
        {
            passed += 10
        }
        // A thousand bytes a second, and a second's worth at the start.
        #expect((10_900...11_100).contains(passed))
    }

    @Test func `a datagram above a second's worth passes a full bucket, and is paid for`() {
        var bucket = TokenBucket(bitrate: 800)
        let passed = [(400, 0), (1, 2900), (1, 3100)].map { byteCount, milliseconds in
            bucket.take(byteCount, now: start + .milliseconds(milliseconds))
        }
        #expect(passed == [true, false, true])
    }
}

@Suite struct DeadlineQueueTests {
    @Test func `the earliest comes first, whatever was moved or removed`() {
        var random = SeededNumbers(state: 11)
        var queue = DeadlineQueue<Int>()
        var expected: [Int: MonotonicTime] = [:]
        for _ in 0..<5000 {
            let key = Int(random.next() % 64)
            if random.next() % 3 == 0 {
                queue.remove(key)
                expected[key] = nil
            } else {
                let deadline = MonotonicTime(nanoseconds: Int64(random.next() % 1000))
                queue.set(key, to: deadline)
                expected[key] = deadline
            }
            #expect(queue.count == expected.count)
            #expect(queue.first == expected.values.min())
            if let first = queue.first {
                #expect(queue.due(by: first).map { expected[$0] } == first)
            }
        }
    }

    @Test func `nothing is due before its time`() {
        var queue = DeadlineQueue<String>()
        queue.set("a", to: MonotonicTime(nanoseconds: 10))
        #expect(queue.due(by: MonotonicTime(nanoseconds: 9)) == nil)
        #expect(queue.due(by: MonotonicTime(nanoseconds: 10)) == "a")
    }
}

@Suite struct RecentlyEndedTests {
    @Test func `what is remembered is bounded, the oldest is forgotten first`() {
        var recent = RecentlyEnded()
        for index in 0..<65_546 { recent.revoke("\(index)", until: 100) }
        #expect(!recent.isRevoked("9", unixTime: 0))
        #expect(recent.isRevoked("10", unixTime: 0))
        #expect(recent.isRevoked("65545", unixTime: 99))
        #expect(!recent.isRevoked("65545", unixTime: 100))
    }
}

/// SplitMix64: the same numbers each run.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var number = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ number >> 27) &* 0x94d0_49bb_1331_11eb
        return number ^ number >> 31
    }
}
