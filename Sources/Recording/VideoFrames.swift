import Wire

/// Cuts the packets of one video stream into frames that can be decoded.
///
///     waiting for a key frame ──key frame──▶ running ──gap, damage──▶ waiting for a key frame
///
/// A file is decoded in order, without concealment: after a loss nothing is written until a key
/// frame comes.
struct VideoFrames: Sendable {
    /// Larger frames are damage.
    static let byteLimit = 4 << 20

    private var payloads: any VideoPayloads
    private(set) var isWaitingForKeyframe = true
    /// The frame being gathered.
    private var current: (rtpTimestamp: UInt32, arrivedAt: MonotonicTime)?
    private var isCurrentDamaged = false
    /// Complete frames that could not be used, and frames that broke off.
    private(set) var droppedCount = 0

    init(payloads: some VideoPayloads) {
        self.payloads = payloads
    }

    /// Takes the next packet in sequence.
    mutating func receive(_ packet: RecordedPacket, into frames: inout [EncodedFrame]) {
        guard !packet.payload.isEmpty else { return }  // Padding alone, as probes have it.
        if let current, current.rtpTimestamp != packet.rtpTimestamp { close(into: &frames) }
        if current == nil { current = (packet.rtpTimestamp, packet.arrivedAt) }
        if !isCurrentDamaged {
            isCurrentDamaged =
                payloads.byteCount + packet.payload.count > Self.byteLimit
                || !payloads.append(packet.payload)
        }
        if packet.isMarked { close(into: &frames) }
    }

    /// Packets are missing before the next one.
    mutating func receiveGap() {
        if current != nil { droppedCount += 1 }
        current = nil
        isCurrentDamaged = false
        payloads.reset()
        isWaitingForKeyframe = true
    }

    /// The stream ended: the frame being gathered is complete, if it can be.
    mutating func close(into frames: inout [EncodedFrame]) {
        guard let current else { return }
        let picture = isCurrentDamaged ? nil : payloads.take()
        payloads.reset()
        self.current = nil
        isCurrentDamaged = false
        guard let picture else {
            droppedCount += 1
            isWaitingForKeyframe = true
            return
        }
        if picture.keyframe != nil { isWaitingForKeyframe = false }
        guard !isWaitingForKeyframe else {
            droppedCount += 1
            return
        }
        frames.append(
            EncodedFrame(
                bytes: picture.bytes, rtpTimestamp: current.rtpTimestamp,
                arrivedAt: current.arrivedAt, isKeyframe: picture.keyframe != nil,
                picture: picture.keyframe))
    }
}
