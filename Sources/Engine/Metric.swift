/// One figure that operators read: its public name, what it says, and where it stands.
package struct Metric<Counters>: Sendable {
    package let name: String
    package let help: String
    package let kind: MetricKind
    private let read: @Sendable (Counters) -> Int

    init(_ name: String, _ help: String, _ place: any KeyPath<Counters, UInt64> & Sendable) {
        self.name = name
        self.help = help
        kind = .counter
        read = { Int(clamping: $0[keyPath: place]) }
    }

    init(gauge name: String, _ help: String, _ place: any KeyPath<Counters, Int> & Sendable) {
        self.name = name
        self.help = help
        kind = .gauge
        read = { $0[keyPath: place] }
    }

    package func value(in counters: Counters) -> Int { read(counters) }
}
