import SFU
import Testing

@testable import Engine

/// The tables of metrics against the counters they describe.
@Suite struct MetricsTests {
    @Test func `every counter of a shard has its metric`() {
        let fields = Self.leaves(of: ShardCounters())
        #expect(ShardCounters.metrics.count == fields)
        #expect(Set(ShardCounters.metrics.map(\.name)).count == fields)
    }

    @Test func `every counter of the recordings has its metric`() {
        #expect(RecordingCounters.metrics.count == Self.leaves(of: RecordingCounters()))
    }

    @Test func `names say what kind they are`() {
        let shard = ShardCounters.metrics.map { ($0.name, $0.kind) }
        let recording = RecordingCounters.metrics.map { ($0.name, $0.kind) }
        for (name, kind) in shard + recording {
            #expect(name.hasPrefix("aorta_"))
            #expect(name.hasSuffix("_total") == (kind == .counter), "\(name)")
        }
    }

    @Test func `a metric reads its own field`() {
        var counters = ShardCounters()
        counters.sent.bytesSent = 77
        counters.forwarding.rooms = 5

        let values = Dictionary(
            uniqueKeysWithValues: ShardCounters.metrics.map { ($0.name, $0.value(in: counters)) })
        #expect(values["aorta_bytes_sent_total"] == 77)
        #expect(values["aorta_rooms"] == 5)
        #expect(values.values.count(where: { $0 != 0 }) == 2)
    }

    private static func leaves(of value: Any) -> Int {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .struct, !(value is UInt64), !(value is Int) else { return 1 }
        return mirror.children.reduce(0) { $0 + leaves(of: $1.value) }
    }
}
