/// A reading of all counters of a ``MediaEngine``.
package struct MediaCounters: Sendable, Equatable {
    /// In the order of the shards' ports.
    package let shards: [ShardCounters]
    package let recording: RecordingCounters
}
