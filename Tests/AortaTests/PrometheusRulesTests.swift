import Engine
import Foundation
import Testing

/// `Config/prometheus-rules.yml` against the metrics that there are.
@Suite struct PrometheusRulesTests {
    @Test func `every metric that an alert reads exists`() throws {
        let file = URL(filePath: #filePath).appending(path: "../../../Config/prometheus-rules.yml")
        let rules = try String(contentsOf: file.standardized, encoding: .utf8)
        let read = Set(
            rules.matches(of: /\baorta_[a-z_]+/).map { String($0.output) })
        let known = Set(
            ShardCounters.metrics.map(\.name) + RecordingCounters.metrics.map(\.name))

        #expect(read.count >= 6)
        #expect(read.subtracting(known).isEmpty)
    }
}
