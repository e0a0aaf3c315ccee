import Testing
import Wire

@testable import Engine

/// Numbers of carriers: what they find, and when they find nothing.
@Suite struct CarrierTableTests {
    private final class Thing {}

    @Test func `each number finds its own`() {
        var table = CarrierTable<Thing>(.relay)
        let things = (0..<1_000).map { _ in Thing() }
        let carriers = things.compactMap { table.insert($0) }

        #expect(table.count == 1_000)
        #expect(Set(carriers).count == 1_000)
        #expect(carriers.allSatisfy { $0.kind == .relay })
        #expect(zip(carriers, things).allSatisfy { table[$0] === $1 })
        #expect(table[Carrier(.relay, number: 1_000)] == nil)
    }

    @Test func `a place is taken again under another number`() {
        var table = CarrierTable<Thing>(.stream)
        var seen: Set<Carrier> = []
        for _ in 0..<1_024 {
            let thing = Thing()
            guard let carrier = table.insert(thing) else { break }
            #expect(seen.insert(carrier).inserted)
            #expect(table.remove(carrier) === thing)
            #expect(table[carrier] == nil)
            #expect(table.remove(carrier) == nil)
        }
        #expect(seen.count == 1_024)
        #expect(table.count == 0)
    }

    @Test func `a full table takes no more`() {
        var table = CarrierTable<Thing>(.stream)
        let thing = Thing()
        var last: Carrier?
        for _ in 0..<CarrierTable<Thing>.capacityLimit { last = table.insert(thing) }
        #expect(last != nil)
        #expect(table.insert(thing) == nil)
        if let last { _ = table.remove(last) }
        #expect(table.insert(thing) != nil)
    }
}
