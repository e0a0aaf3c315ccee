import RTP
import Wire

/// Turns the plain RTP of one participant into one WebM file (Matroska where H.264 is in it).
///
/// The caller's duties: ``add(_:now:)`` each track before its first packet; ``advance(to:)`` at
/// least ten times a second; after each call or burst of calls append ``takeOutput()`` to the
/// file, *then* write each of ``takePatches()`` over its place, and pass
/// ``takeKeyframeWishes()`` on; ``finish()`` once at the end, and take output and patches again.
/// What stands in the file at any moment can be played, so a crash loses about a second.
///
/// Confined to the recording queue. Nothing that comes in can make it trap.
package struct Recorder: Sendable {
    /// - Parameters:
    ///   - startedAt: no packet arrived before this.
    ///   - unixNanoseconds: the wall clock at `startedAt`, for the file's date; `nil` leaves it out.
    package init(startedAt: MonotonicTime, unixNanoseconds: Int64? = nil) {}

    /// Expects media of `track` from now on. A track may also come when the file has begun.
    ///
    /// - Returns: `false` where the file has no room for one more track; its packets are dropped.
    package mutating func add(_ track: RecordedTrack, now: MonotonicTime) -> Bool { false }

    /// The track's publication ended. What has arrived of it is still written.
    package mutating func end(track: UInt32) {}

    /// - Parameters:
    ///   - packet: one plain RTP packet, header and all.
    ///   - track: the ``RecordedTrack/id`` of an added track; others are dropped and counted.
    package mutating func receive(_ packet: RawSpan, track: UInt32, arrivedAt: MonotonicTime) {}

    /// The publisher's sender report (RFC 3550 §6.4.1) for the track.
    ///
    /// - Parameters:
    ///   - ntp: the report's 64-bit NTP time.
    ///   - rtpTimestamp: on the same clock as the timestamps of the packets passed in.
    package mutating func receiveSenderReport(
        track: UInt32, ntp: UInt64, rtpTimestamp: UInt32, arrivedAt: MonotonicTime
    ) {}

    /// Writes what is old enough that nothing before it can come any more.
    package mutating func advance(to now: MonotonicTime) {}

    /// Writes what is left, the index and the duration. Later input is ignored.
    package mutating func finish() {}

    /// Container bytes to append to the file. Empty most of the time; half a second of media now
    /// and then.
    package mutating func takeOutput() -> [UInt8] { [] }

    /// Bytes to write over those appended before, in order: late tracks, and after ``finish()``
    /// the duration and where the index stands.
    package mutating func takePatches() -> [RecordingPatch] { [] }

    /// The ids of the tracks that cannot go on without a key frame, or should have one for
    /// seeking. Asked for again every second until one came.
    package mutating func takeKeyframeWishes() -> [UInt32] { [] }

    /// The name's ending for the file as it stands: `webm`, or `mkv` once H.264 is in it.
    package var fileExtension: String { "webm" }

    /// From the first frame's start to the last one's end, as far as written.
    package var duration: Duration { .zero }

    /// When the file's time 0 was, on the clock passed in; `nil` before the first frame.
    package var firstFrameAt: MonotonicTime? { nil }
}
