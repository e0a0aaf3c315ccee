import Engine
import Front

extension MediaCounters {
    /// What `/metrics` shows of the media plane: all shards added up.
    var metrics: [Front.Metric] {
        ShardCounters.metrics.map { $0.reading(of: shards) }
            + RecordingCounters.metrics.map { $0.reading(of: [recording]) }
    }
}

extension Engine.Metric {
    fileprivate func reading(of counters: [Counters]) -> Front.Metric {
        let sum = counters.reduce(0) { $0 + value(in: $1) }
        let isGauge = kind == .gauge
        return Front.Metric(name, help, isGauge ? .gauge : .counter, [.init(Double(sum))])
    }
}
