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
    /// Tracks of the file: each pair of label and codec that was ever added takes one.
    package static let trackLimit = WebMHeader.trackLimit
    /// How long the first frame waits for the first frames of the other tracks, so that the
    /// header names them all from the start.
    private static let startPatience = Duration.seconds(1)

    /// The wall clock at the start of the clock passed in, nanoseconds since 1970.
    private let unixOrigin: Int64?
    private var streams: [RecordedStream] = []
    private var clock = MediaClock()
    private var queue = InterleavingQueue()
    private var writer = WebMWriter()
    private var latestAt: MonotonicTime
    /// When the first frame was ready; its wait counts from then.
    private var firstReadyAt: MonotonicTime?
    /// When the file's time 0 was, on the clock passed in; `nil` before the first frame.
    package private(set) var firstFrameAt: MonotonicTime?
    /// What came in and was dropped, and what was written.
    package private(set) var counters = RecorderCounters()
    private var isFinished = false

    /// - Parameters:
    ///   - startedAt: no packet arrived before this.
    ///   - unixNanoseconds: the wall clock at `startedAt`, for the file's date; `nil` leaves it out.
    package init(startedAt: MonotonicTime, unixNanoseconds: Int64? = nil) {
        unixOrigin = unixNanoseconds.map { $0 &- startedAt.nanoseconds }
        latestAt = startedAt
    }

    /// Expects media of `track` from now on. A track may also come when the file has begun.
    ///
    /// - Returns: `false` where the file has no room for one more track; its packets are dropped.
    package mutating func add(_ track: RecordedTrack, now: MonotonicTime) -> Bool {
        guard !isFinished else { return false }
        latestAt = max(latestAt, now)
        if let index = streams.firstIndex(where: {
            $0.label == track.label && $0.codec == track.codec
        }) {
            end(stream: index)
            streams[index].resume(with: track)
            clock.restartStream(
                index, clockRate: track.codec.clockRate, isVideo: track.codec.isVideo)
            return true
        }
        guard streams.count < Self.trackLimit else { return false }
        streams.append(RecordedStream(track: track))
        _ = clock.addStream(clockRate: track.codec.clockRate, isVideo: track.codec.isVideo)
        return true
    }

    /// The track's publication ended. What has arrived of it is still written.
    package mutating func end(track: UInt32) {
        if let index = index(of: track) { end(stream: index) }
    }

    /// - Parameters:
    ///   - packet: one plain RTP packet, header and all.
    ///   - track: the ``RecordedTrack/id`` of an added track; others are dropped and counted.
    package mutating func receive(_ packet: RawSpan, track: UInt32, arrivedAt: MonotonicTime) {
        guard !isFinished, let index = index(of: track), let header = RTPHeader(parsing: packet),
            header.payloadRange.count <= RecordedStream.payloadLimit
        else {
            counters.packetsRefused += 1
            return
        }
        latestAt = max(latestAt, arrivedAt)
        let recorded = RecordedPacket(
            sequenceNumber: header.sequenceNumber, rtpTimestamp: header.timestamp,
            isMarked: header.marker, payload: packet.copy(header.payloadRange),
            arrivedAt: arrivedAt)
        var frames: [EncodedFrame] = []
        streams[index].receive(recorded, into: &frames, counters: &counters)
        enqueue(frames, stream: index)
        writeDue()
    }

    /// The publisher's sender report (RFC 3550 §6.4.1) for the track.
    ///
    /// - Parameters:
    ///   - ntp: the report's 64-bit NTP time.
    ///   - rtpTimestamp: on the same clock as the timestamps of the packets passed in.
    package mutating func receiveSenderReport(
        track: UInt32, ntp: UInt64, rtpTimestamp: UInt32, arrivedAt: MonotonicTime
    ) {
        guard let index = index(of: track) else { return }
        clock.receiveReport(
            stream: index, ntp: ntp, rtpTimestamp: rtpTimestamp, arrivedAt: arrivedAt)
    }

    /// Writes what is old enough that nothing before it can come any more.
    package mutating func advance(to now: MonotonicTime) {
        guard !isFinished else { return }
        latestAt = max(latestAt, now)
        for index in streams.indices {
            var frames: [EncodedFrame] = []
            streams[index].advance(to: now, into: &frames, counters: &counters)
            enqueue(frames, stream: index)
        }
        writeDue()
    }

    /// Writes what is left, the index and the duration. Later input is ignored.
    package mutating func finish() {
        guard !isFinished else { return }
        for index in streams.indices { end(stream: index) }
        if !queue.isEmpty { begin() }
        while let entry = queue.popFirst() { write(entry) }
        writer.finish(duration: duration.milliseconds)
        isFinished = true
    }

    /// Container bytes to append to the file. Empty most of the time; half a second of media now
    /// and then.
    package mutating func takeOutput() -> [UInt8] { writer.takeOutput() }

    /// Bytes to write over those appended before, in order: late tracks, and after ``finish()``
    /// the duration and where the index stands.
    package mutating func takePatches() -> [RecordingPatch] { writer.takePatches() }

    /// The ids of the tracks that cannot go on without a key frame, or should have one for
    /// seeking. Asked for again every second until one came.
    package mutating func takeKeyframeWishes() -> [UInt32] {
        guard !isFinished else { return [] }
        return streams.indices.compactMap { index in
            streams[index].wishesKeyframe(now: latestAt) ? streams[index].track?.id : nil
        }
    }

    /// The name's ending for the file as it stands: `webm`, or `mkv` once H.264 is in it.
    package var fileExtension: String { writer.isWebM ? "webm" : "mkv" }

    /// From the first frame's start to the last one's end, as far as written.
    package var duration: Duration {
        .milliseconds(streams.map(\.written.end).max() ?? 0)
    }
}

extension Recorder {
    private func index(of track: UInt32) -> Int? {
        streams.firstIndex { $0.track?.id == track }
    }

    private mutating func end(stream index: Int) {
        guard !streams[index].isEnded else { return }
        var frames: [EncodedFrame] = []
        streams[index].end(into: &frames, counters: &counters)
        enqueue(frames, stream: index)
    }

    private mutating func enqueue(_ frames: [EncodedFrame], stream index: Int) {
        for frame in frames {
            firstReadyAt = firstReadyAt ?? latestAt
            let time = clock.time(
                of: frame.rtpTimestamp, stream: index, arrivedAt: frame.arrivedAt)
            queue.insert(frame, stream: index, time: time, now: latestAt)
        }
    }

    private mutating func writeDue() {
        if firstFrameAt == nil {
            guard let firstReadyAt else { return }
            let isComplete = streams.indices.allSatisfy { index in
                streams[index].isEnded || queue.holdsFrame(of: index)
            }
            guard isComplete || queue.isFull || latestAt - firstReadyAt >= Self.startPatience
            else { return }
            begin()
        }
        while let entry = queue.popDue(now: latestAt) { write(entry) }
    }

    /// The file's time 0 is the first frame's time.
    private mutating func begin() {
        guard firstFrameAt == nil, let first = queue.first else { return }
        firstFrameAt = first.time
        if let unixOrigin {
            writer.setDate(unixNanoseconds: unixOrigin &+ first.time.nanoseconds)
        }
        for entry in queue.firstOfEachStream { nameTrack(of: entry) }
    }

    /// Gives the entry's stream a place in the header, if it has none.
    private mutating func nameTrack(of entry: InterleavingQueue.Entry) {
        let stream = streams[entry.stream]
        guard stream.written.number == nil else { return }
        let number = UInt8(truncatingIfNeeded: entry.stream + 1)
        streams[entry.stream].written.number = number
        writer.add(
            WebMTrack(
                number: number, codec: stream.codec, label: stream.label,
                picture: entry.frame.picture))
    }

    private mutating func write(_ entry: InterleavingQueue.Entry) {
        nameTrack(of: entry)
        guard let firstFrameAt, let number = streams[entry.stream].written.number else { return }
        let isVideo = streams[entry.stream].codec.isVideo
        let elapsed = max(0, (entry.time - firstFrameAt).nanoseconds)
        let time = writer.time(
            atLeast: streams[entry.stream].written.next((elapsed + 500_000) / 1_000_000))
        let soundTicks = isVideo ? nil : OpusFrames.duration(of: entry.frame.bytes)
        streams[entry.stream].written.note(time, duration: soundTicks.map { $0 / 48 })
        writer.write(
            entry.frame.bytes, track: number, time: time, isKeyframe: entry.frame.isKeyframe,
            isVideo: isVideo)
        counters.framesWritten += 1
    }
}
