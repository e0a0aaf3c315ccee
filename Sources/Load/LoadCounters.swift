/// What the load has done since its window began. Plain integers; each worker has its own.
package struct LoadCounters: Sendable, Equatable, Codable {
    /// Of media, reports left out.
    package var packetsSent: UInt64 = 0
    package var bytesSent: UInt64 = 0
    /// The kernel did not take them.
    package var packetsUnsent: UInt64 = 0
    /// The generator fell more than a second behind.
    package var framesSkipped: UInt64 = 0
    package var packetsReceived: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    /// Of streams that were not agreed on, such as repetitions.
    package var packetsOther: UInt64 = 0
    /// Decrypted, and what was in them checked.
    package var packetsOpened: UInt64 = 0
    /// Not opened by any key.
    package var packetsForged: UInt64 = 0
    /// Opened, but not what the publisher sent.
    package var packetsWrong: UInt64 = 0
    /// Times the server asked a publisher for packets that it misses; none is repeated.
    package var repeatsAsked: UInt64 = 0
    /// By sequence numbers: what receivers should have had, and what of it did not come.
    package var packetsExpected: Int64 = 0
    package var packetsLost: Int64 = 0
    /// Streams of receivers in which nothing at all came.
    package var streamsSilent: UInt64 = 0

    mutating func add(_ other: Self) {
        packetsSent += other.packetsSent
        bytesSent += other.bytesSent
        packetsUnsent += other.packetsUnsent
        framesSkipped += other.framesSkipped
        packetsReceived += other.packetsReceived
        bytesReceived += other.bytesReceived
        packetsOther += other.packetsOther
        packetsOpened += other.packetsOpened
        packetsForged += other.packetsForged
        packetsWrong += other.packetsWrong
        repeatsAsked += other.repeatsAsked
        packetsExpected += other.packetsExpected
        packetsLost += other.packetsLost
        streamsSilent += other.streamsSilent
    }
}

/// Everything one worker, or all of them together, can tell of a window.
package struct LoadReading: Sendable {
    package var counters = LoadCounters()
    package var delays = DelayHistogram()
    package var lateness = DelayHistogram()
    /// Clients whose checks are answered.
    package var clientsAlive = 0
    package var clients = 0

    package init() {}

    mutating func add(_ other: LoadReading) {
        counters.add(other.counters)
        delays.add(other.delays)
        lateness.add(other.lateness)
        clientsAlive += other.clientsAlive
        clients += other.clients
    }
}
