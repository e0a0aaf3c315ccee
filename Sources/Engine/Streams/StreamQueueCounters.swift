/// What streams took too long for, in datagrams.
package struct StreamQueueCounters: Sendable, Equatable {
    package var videoDropped: UInt64 = 0
    package var audioDropped: UInt64 = 0
    package var controlDropped: UInt64 = 0
    package var answersDropped: UInt64 = 0

    mutating func add(_ other: StreamQueueCounters) {
        videoDropped += other.videoDropped
        audioDropped += other.audioDropped
        controlDropped += other.controlDropped
        answersDropped += other.answersDropped
    }
}
