/// What has come of one shard's streams.
package struct StreamCounters: Sendable, Equatable {
    /// A gauge.
    package var open = 0
    package var opened: UInt64 = 0
    /// Not taken, because the shard had as many as it can have.
    package var refused: UInt64 = 0
    /// Closed because what came was nothing that they had been opened for.
    package var malformed: UInt64 = 0
    /// Closed because neither a call nor an allocation used them.
    package var unused: UInt64 = 0
    package var datagramsReceived: UInt64 = 0
    package var lost = StreamQueueCounters()

    package init() {}
}
