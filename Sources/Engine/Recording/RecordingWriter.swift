import Dispatch
import Logging
import Recording
import SFU
import Synchronization
import Wire

/// Writes all recordings on one queue of its own, so that a slow disk delays nobody's media.
///
/// Shards hand it bursts. What waits is bounded: past ``bytesLimit`` packets are lost and counted,
/// but never a start, an end or a withdrawal.
///
/// Sendable without the compiler's check: what is neither constant nor atomic is touched only on
/// ``queue``.
package final class RecordingWriter: @unchecked Sendable {
    /// Bytes of packets that may wait for the queue.
    static let bytesLimit = 16 * 1024 * 1024
    /// How often what is due is written.
    static let tick = Duration.milliseconds(100)
    /// Events that wait for their reader; the oldest are lost first.
    static let eventLimit = 4_096

    package let events: AsyncStream<RecordingEvent>
    private let eventSink: AsyncStream<RecordingEvent>.Continuation
    private let directory: String
    private let logger: Logger
    private let queue = DispatchQueue(label: "aorta.recordings", qos: .utility)
    private let bytesWaiting = Atomic(0)
    private var outcome = RecordingOutcome()
    private var recordings: [RecordingID: LiveRecording] = [:]
    private var keys: [RecordingID: RecordingDataKey] = [:]
    private var timer: (any DispatchSourceTimer)?
    private var isLosing = false

    package init(directory: String, logger: Logger) {
        self.directory = directory
        self.logger = logger
        (events, eventSink) = AsyncStream.makeStream(
            of: RecordingEvent.self, bufferingPolicy: .bufferingNewest(Self.eventLimit))
    }

    /// Takes one burst from a shard. Answers at once.
    ///
    /// - Parameter requestKeyframe: called on the recording queue, for recordings that this burst
    ///   starts.
    package func receive(
        _ burst: RecordedBurst,
        requestKeyframe: @escaping @Sendable (PublicationID, RoomID) -> Void
    ) {
        let byteCount = burst.bytes.count
        guard bytesWaiting.load(ordering: .relaxed) + byteCount <= Self.bytesLimit else {
            let rest = burst.withoutPackets()
            let lost = UInt64(burst.items.count - rest.items.count)
            queue.async { self.write(rest, lost: lost, requestKeyframe: requestKeyframe) }
            return
        }
        bytesWaiting.add(byteCount, ordering: .relaxed)
        queue.async {
            self.write(burst, lost: 0, requestKeyframe: requestKeyframe)
            self.bytesWaiting.subtract(byteCount, ordering: .relaxed)
        }
    }

    /// The key of a recording that is about to start; without one nothing of it is written.
    ///
    /// - Parameter key: `nil` takes it back, of a recording that does not start.
    package func setKey(_ key: RecordingDataKey?, of recording: RecordingID) {
        queue.async { self.keys[recording] = key }
    }

    package func readCounters() async -> RecordingCounters {
        await withCheckedContinuation { continuation in
            queue.async {
                var counters = self.outcome.counters
                counters.openFiles = self.recordings.values.reduce(0) { $0 + $1.openFiles }
                counters.bytesWaiting = self.bytesWaiting.load(ordering: .relaxed)
                continuation.resume(returning: counters)
            }
        }
    }

    /// Closes every file and ends ``events``.
    package func shutdown() async {
        await withCheckedContinuation { continuation in
            queue.async {
                for recording in self.recordings.values { recording.finish(outcome: &self.outcome) }
                self.recordings = [:]
                self.timer?.cancel()
                self.timer = nil
                self.report()
                self.eventSink.finish()
                continuation.resume()
            }
        }
    }

    // MARK: On the queue

    private func write(
        _ burst: RecordedBurst, lost: UInt64,
        requestKeyframe: @escaping @Sendable (PublicationID, RoomID) -> Void
    ) {
        countLoss(lost)
        let now = MonotonicClock.now()
        for item in burst.items {
            switch item {
            case .started(let id, let room):
                start(id, room: room, requestKeyframe: requestKeyframe)
            case .publication(let id, let publication):
                recordings[id]?.begin(publication, now: now, outcome: &outcome)
            case .packet(let id, let publication, let range, let arrivedAt):
                guard range.lowerBound >= 0, range.upperBound <= burst.bytes.count else { continue }
                recordings[id]?.receive(
                    burst.bytes.span.bytes.extracting(range), of: publication,
                    arrivedAt: arrivedAt, outcome: &outcome)
            case .senderReport(let id, let publication, let ntp, let timestamp, let arrivedAt):
                recordings[id]?.receiveSenderReport(
                    of: publication, ntp: ntp, rtpTimestamp: timestamp, arrivedAt: arrivedAt)
            case .ended(let id, let publication):
                recordings[id]?.end(publication, now: now)
            case .stopped(let id):
                recordings.removeValue(forKey: id)?.finish(outcome: &outcome)
            }
        }
        report()
        keepTime()
    }

    private func start(
        _ id: RecordingID, room: RoomID,
        requestKeyframe: @escaping @Sendable (PublicationID, RoomID) -> Void
    ) {
        guard recordings[id] == nil else { return }
        guard let key = keys.removeValue(forKey: id) else {
            logger.error("a recording has no key, and is not written")
            outcome.events.append(.finished(id, room))
            return
        }
        recordings[id] = LiveRecording(
            id, room: room, directory: directory, key: key, requestKeyframe: requestKeyframe)
    }

    private func countLoss(_ packets: UInt64) {
        if packets > 0, !isLosing { outcome.counters.gaps += 1 }
        isLosing = packets > 0
        outcome.counters.packetsDropped += packets
    }

    /// Ticks while something is recorded.
    private func keepTime() {
        if recordings.isEmpty {
            timer?.cancel()
            timer = nil
        } else if timer == nil {
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(
                deadline: .now() + .nanoseconds(Int(Self.tick.nanoseconds)),
                repeating: .nanoseconds(Int(Self.tick.nanoseconds)), leeway: .milliseconds(20))
            timer.setEventHandler { [weak self] in self?.advance() }
            timer.activate()
            self.timer = timer
        }
    }

    private func advance() {
        let now = MonotonicClock.now()
        for recording in recordings.values { recording.advance(to: now, outcome: &outcome) }
        report()
    }

    /// Tells what has happened. Paths hold opaque identifiers only.
    private func report() {
        for event in outcome.events {
            if case .failed(let file, let code) = event {
                logger.error(
                    "recording file failed", metadata: ["path": "\(file.path)", "errno": "\(code)"])
            }
            eventSink.yield(event)
        }
        outcome.events.removeAll()
    }
}

extension RecordedBurst {
    /// What must not be lost, whatever the disk does.
    func withoutPackets() -> RecordedBurst {
        var rest = RecordedBurst()
        rest.items = items.filter { item in
            if case .packet = item { false } else { true }
        }
        return rest
    }
}
