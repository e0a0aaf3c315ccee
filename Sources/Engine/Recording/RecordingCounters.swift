/// What the recording queue has written and lost since it started.
package struct RecordingCounters: Sendable, Equatable {
    package var filesOpened: UInt64 = 0
    package var filesClosed: UInt64 = 0
    /// Files that a disk error ended before their time.
    package var filesFailed: UInt64 = 0
    package var bytesWritten: UInt64 = 0
    /// Packets lost because the disk was too slow or had failed.
    package var packetsDropped: UInt64 = 0
    /// Times that packets began to be lost.
    package var gaps: UInt64 = 0
    package var openFiles = 0
    /// Packets' bytes on their way to the recording queue.
    package var bytesWaiting = 0

    package init() {}

    /// Every field with its public name; a test checks that none is missing.
    package static let metrics: [Metric<RecordingCounters>] = [
        Metric("aorta_recording_files_opened_total", "Recording files opened.", \.filesOpened),
        Metric("aorta_recording_files_closed_total", "Recording files closed.", \.filesClosed),
        Metric(
            "aorta_recording_files_failed_total", "Recording files ended by a disk error.",
            \.filesFailed),
        Metric("aorta_recording_bytes_written_total", "Bytes written to files.", \.bytesWritten),
        Metric(
            "aorta_recording_packets_dropped_total", "Consented packets that were not written.",
            \.packetsDropped),
        Metric("aorta_recording_gaps_total", "Times that packets began to be lost.", \.gaps),
        Metric(gauge: "aorta_recording_open_files", "Recording files being written.", \.openFiles),
        Metric(
            gauge: "aorta_recording_bytes_waiting", "Bytes waiting for the recording queue.",
            \.bytesWaiting),
    ]
}
