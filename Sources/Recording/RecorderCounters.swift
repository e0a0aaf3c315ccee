/// What a recorder has dropped and written. Plain integers, read by their owner.
package struct RecorderCounters: Sendable, Equatable {
    /// Packets of no added track, or that are not RTP, or too long.
    package var packetsRefused = 0
    /// Duplicates, and packets that came after they were given up.
    package var packetsLate = 0
    /// Places where packets are missing.
    package var gaps = 0
    /// Frames that were damaged, or could not be decoded for lack of a key frame.
    package var framesDropped = 0
    /// Frames of all tracks in the file, or about to be.
    package var framesWritten = 0

    package init() {}
}
