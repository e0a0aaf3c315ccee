import Wire

/// All rooms of one shard: datagrams and commands go in, datagrams and events come out.
package final class ForwardingPlane {
    package private(set) var counters = ForwardingCounters()

    package init(configuration: SFUConfiguration, slab: SendSlab) {}

    package func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {}
    package func endBurst(now: MonotonicTime) {}
    package var nextDeadline: MonotonicTime? { nil }
    package func advance(to now: MonotonicTime) {}
    package func perform(_ command: MediaCommand, now: MonotonicTime) -> MediaReply { .done }
    package func takeEvents() -> [MediaEvent] { [] }
    package func takeRecorded() -> RecordedBurst? { nil }
}
