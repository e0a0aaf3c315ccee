/// How a figure behaves, in the words of Prometheus.
package enum MetricKind: String, Sendable {
    /// Only grows; its name ends in `_total`.
    case counter
    /// Goes up and down.
    case gauge
}
