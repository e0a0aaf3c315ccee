import Testing

@testable import Wire

@Suite struct PathTableTests {
    @Test func `a path is found until it is removed`() {
        var table = PathTable()
        let inserted = table.insert(path(1), connection: 7)
        let other = table.connection(for: path(2))
        let found = table.connection(for: path(1))
        table.remove(path(1))
        let removed = table.connection(for: path(1))

        #expect(inserted)
        #expect(found == 7)
        #expect(other == nil)
        #expect(removed == nil)
    }

    @Test func `the carrier makes another path of the same address`() {
        var table = PathTable()
        let remote = SocketAddress(ipv4: 0x0a00_0001, port: 9)
        _ = table.insert(NetworkPath(remote: remote, carrier: .udp), connection: 1)
        _ = table.insert(
            NetworkPath(remote: remote, carrier: Carrier(.stream, number: 5)), connection: 2)
        let first = table.connection(for: NetworkPath(remote: remote, carrier: .udp))
        let second = table.connection(
            for: NetworkPath(remote: remote, carrier: Carrier(.stream, number: 5)))

        #expect(first == 1)
        #expect(second == 2)
    }

    @Test func `it agrees with a dictionary over random inserts and removals`() {
        var table = PathTable()
        var model: [NetworkPath: Int32] = [:]
        var random = SplitMix64(state: 11)
        for step in 0..<20_000 {
            let path = path(UInt32.random(in: 0..<700, using: &random))
            if Bool.random(using: &random) {
                _ = table.insert(path, connection: Int32(step))
                model[path] = Int32(step)
            } else {
                table.remove(path)
                model[path] = nil
            }
        }
        let count = table.count
        var disagreements = 0
        for number in 0..<700 {
            let path = path(UInt32(number))
            if table.connection(for: path) != model[path] { disagreements += 1 }
        }
        #expect(count == model.count)
        #expect(disagreements == 0)
    }

    @Test func `it refuses more than its limit and keeps what it has`() {
        var table = PathTable()
        var number: UInt32 = 0
        while table.insert(path(number), connection: 1), number < 200_000 { number += 1 }
        let count = table.count
        let first = table.connection(for: path(0))

        #expect(count >= PathTable.capacityLimit)
        #expect(count < PathTable.capacityLimit * 2)
        #expect(first == 1)
    }

    private func path(_ number: UInt32) -> NetworkPath {
        NetworkPath(remote: SocketAddress(ipv4: 0x0a00_0000 + number / 3, port: UInt16(number % 3)))
    }
}

/// A small generator whose runs repeat.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
