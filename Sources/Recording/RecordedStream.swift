import Wire

/// One track of the file: from packets to frames, and what has been written of them.
struct RecordedStream: Sendable {
    /// Payloads longer than this are refused: no path carries them.
    static let payloadLimit = 9000

    /// The publication that feeds it now; `nil` between two.
    private(set) var track: RecordedTrack?
    let codec: RecordedCodec
    let label: String
    private var reorderBuffer = ReorderBuffer()
    /// `nil` for sound.
    private var videoFrames: VideoFrames?
    private var demand = KeyframeDemand()
    var written = WrittenExtent()

    init(track: RecordedTrack) {
        self.track = track
        codec = track.codec
        label = track.label
        videoFrames = Self.frames(of: track.codec)
    }

    var isEnded: Bool { track == nil }

    /// Goes on with the packets of another publication of the same codec and label.
    mutating func resume(with track: RecordedTrack) {
        self.track = track
        reorderBuffer = ReorderBuffer()
        videoFrames = Self.frames(of: codec)
        demand = KeyframeDemand()
    }

    mutating func receive(
        _ packet: RecordedPacket, into frames: inout [EncodedFrame],
        counters: inout RecorderCounters
    ) {
        var outputs: [ReorderBuffer.Output] = []
        demand.notePacket(at: packet.arrivedAt)
        if !reorderBuffer.insert(packet, into: &outputs) { counters.packetsLate += 1 }
        assemble(outputs, into: &frames, counters: &counters)
    }

    mutating func advance(
        to now: MonotonicTime, into frames: inout [EncodedFrame],
        counters: inout RecorderCounters
    ) {
        var outputs: [ReorderBuffer.Output] = []
        reorderBuffer.advance(to: now, into: &outputs)
        assemble(outputs, into: &frames, counters: &counters)
    }

    /// Gives out what is left of the publication, which ends.
    mutating func end(into frames: inout [EncodedFrame], counters: inout RecorderCounters) {
        var outputs: [ReorderBuffer.Output] = []
        reorderBuffer.flush(into: &outputs)
        assemble(outputs, into: &frames, counters: &counters)
        let droppedBefore = videoFrames?.droppedCount ?? 0
        videoFrames?.close(into: &frames)
        counters.framesDropped += (videoFrames?.droppedCount ?? 0) - droppedBefore
        track = nil
    }

    /// Whether to ask the publisher for a key frame now.
    mutating func wishesKeyframe(now: MonotonicTime) -> Bool {
        guard let videoFrames, !isEnded else { return false }
        return demand.isDue(isWaiting: videoFrames.isWaitingForKeyframe, now: now)
    }

    private mutating func assemble(
        _ outputs: [ReorderBuffer.Output], into frames: inout [EncodedFrame],
        counters: inout RecorderCounters
    ) {
        let droppedBefore = videoFrames?.droppedCount ?? 0
        let framesBefore = frames.count
        for output in outputs {
            switch output {
            case .gap:
                counters.gaps += 1
                videoFrames?.receiveGap()
            case .packet(let packet) where videoFrames != nil:
                videoFrames?.receive(packet, into: &frames)
            case .packet(let packet) where !packet.payload.isEmpty:
                if let frame = OpusFrames.frame(of: packet) {
                    frames.append(frame)
                } else {
                    counters.framesDropped += 1
                }
            case .packet: break
            }
        }
        for frame in frames[framesBefore...] where frame.picture != nil {
            demand.noteKeyframe(at: frame.arrivedAt)
        }
        counters.framesDropped += (videoFrames?.droppedCount ?? 0) - droppedBefore
    }

    private static func frames(of codec: RecordedCodec) -> VideoFrames? {
        switch codec {
        case .opus: nil
        case .vp8: VideoFrames(payloads: VP8Frames())
        case .vp9: VideoFrames(payloads: VP9Frames())
        case .av1: VideoFrames(payloads: AV1Frames())
        case .h264: VideoFrames(payloads: H264Frames())
        }
    }
}
