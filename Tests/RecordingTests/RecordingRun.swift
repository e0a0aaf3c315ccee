import Recording
import Testing
import Wire

/// A recorder and the file that its bytes and patches make.
struct RecordingRun {
    /// What reaches the recorder, and when, in milliseconds.
    struct Delivery {
        enum Content {
            case packet([UInt8])
            case senderReport(ntp: UInt64, rtpTimestamp: UInt32)
        }
        let at: Double
        let track: UInt32
        let content: Content
    }

    var recorder: Recorder
    private(set) var file: [UInt8] = []
    private(set) var wishes: [UInt32] = []
    private var lastAdvance = 0.0

    init(_ tracks: [RecordedTrack] = [], unixNanoseconds: Int64? = nil) {
        recorder = Recorder(startedAt: time(0), unixNanoseconds: unixNanoseconds)
        for track in tracks { _ = recorder.add(track, now: time(0)) }
    }

    /// Delivers in the order of time, and advances every 20 ms between, as the recorder's owner
    /// does.
    mutating func deliver(_ deliveries: [Delivery]) {
        for delivery in deliveries.sorted(by: { $0.at < $1.at }) {
            advance(to: delivery.at)
            switch delivery.content {
            case .packet(let packet):
                recorder.receive(
                    packet.span.bytes, track: delivery.track, arrivedAt: time(delivery.at))
            case .senderReport(let ntp, let rtpTimestamp):
                recorder.receiveSenderReport(
                    track: delivery.track, ntp: ntp, rtpTimestamp: rtpTimestamp,
                    arrivedAt: time(delivery.at))
            }
            collect()
        }
    }

    mutating func add(_ track: RecordedTrack, at milliseconds: Double) {
        let isAdded = recorder.add(track, now: time(milliseconds))
        #expect(isAdded)
    }

    mutating func advance(to milliseconds: Double) {
        while lastAdvance + 20 <= milliseconds {
            lastAdvance += 20
            recorder.advance(to: time(lastAdvance))
            collect()
        }
    }

    mutating func finish() {
        recorder.finish()
        collect()
    }

    private mutating func collect() {
        file += recorder.takeOutput()
        for patch in recorder.takePatches() {
            file.replaceSubrange(
                patch.offset..<(patch.offset + patch.bytes.count), with: patch.bytes)
        }
        wishes += recorder.takeKeyframeWishes()
    }
}

extension FixtureStream {
    /// Every packet as it would arrive over a line with this delay.
    func deliveries(
        track: UInt32, startingAt start: Double = 0, delay: (Int) -> Double = { _ in 0 }
    ) -> [RecordingRun.Delivery] {
        packets.enumerated().map { index, packet in
            RecordingRun.Delivery(
                at: start + age(of: packet) + Double(index) * 0.001 + delay(index), track: track,
                content: .packet(packet.bytes))
        }
    }

    /// Sender reports, one an interval, of a publisher whose clock says `ntpSeconds` at time 0.
    ///
    /// - Parameter start: when the stream's first frame was captured, in milliseconds.
    func reports(
        track: UInt32, capturedAt start: Double, every interval: Double, delay: Double = 0,
        ntpSeconds: Double = 3_900_000_000
    ) -> [RecordingRun.Delivery] {
        guard let first = packets.first, let last = packets.last else { return [] }
        return stride(from: interval, to: age(of: last), by: interval).map { age in
            let ntp = ntpSeconds + (start + age) / 1000
            let ticks = UInt32(age * Double(clockRate) / 1000)
            return RecordingRun.Delivery(
                at: start + age + delay, track: track,
                content: .senderReport(
                    ntp: UInt64(ntp * 65_536) << 16, rtpTimestamp: first.rtpTimestamp &+ ticks))
        }
    }
}

func time(_ milliseconds: Double) -> MonotonicTime {
    MonotonicTime(nanoseconds: 1_000_000_000_000 + Int64(milliseconds * 1_000_000))
}
