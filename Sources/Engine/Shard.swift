import DTLSSRTP
import Dispatch
import SFU
import Wire

/// One UDP port, one serial queue, and every room whose media uses that port.
///
/// A room never leaves its shard, so nothing here is locked. ``start()`` keeps the shard alive
/// until ``shutdown()``.
///
/// Sendable without the compiler's check: after init each property is touched only on ``queue``,
/// where socket and timer events arrive too.
final class Shard: @unchecked Sendable {
    /// Batches of one wake-up, and how long it may take: a flood must not starve deadlines and
    /// commands. The source fires again while the socket still has data.
    static let batchLimit = 16
    static let drainLimit = Duration.milliseconds(10)
    /// Events that wait for a room's reader; the oldest are lost first.
    static let eventLimit = 1_024

    let localAddress: SocketAddress
    private let queue: DispatchQueue
    private let socket: UDPSocket
    private let inbox = ReceiveSlab()
    private let slab: UDPSendSlab
    private let plane: ForwardingPlane
    private let recordings: RecordingWriter
    private var counters = ShardCounters()
    private var rooms: [RoomID: AsyncStream<MediaEvent>.Continuation] = [:]
    private var sources: (reading: EpollSource, timer: DeadlineTimer)?

    init(
        index: Int, configuration: MediaConfiguration, certificate: DTLSCertificate,
        recordings: RecordingWriter
    ) throws(UDPSocketError) {
        socket = try UDPSocket(bindingTo: configuration.listenAddress(ofShard: index))
        localAddress = socket.localAddress
        queue = DispatchQueue(label: "aorta.shard.\(index)", qos: .userInteractive)
        slab = UDPSendSlab(socket: socket)
        self.recordings = recordings
        plane = ForwardingPlane(
            configuration: SFUConfiguration(
                candidates: configuration.candidates(ofShard: index, boundTo: localAddress),
                ntpOffsetNanoseconds: MonotonicClock.ntpOffsetNanoseconds()),
            certificate: certificate, slab: slab)
    }

    /// Starts reading.
    ///
    /// - Returns: whether the process had a descriptor left for it.
    func start() -> Bool {
        queue.sync {
            let timer = DeadlineTimer(queue: queue) { self.deadlineCame() }
            guard
                let reading = EpollSource(
                    descriptors: [socket.descriptor], queue: queue, handler: { self.drain() })
            else {
                timer.cancel()
                return false
            }
            sources = (reading, timer)
            return true
        }
    }

    // MARK: Events, on the queue

    /// Reads until the socket is empty, or a bound is reached.
    private func drain() {
        let startedAt = MonotonicClock.now()
        var now = startedAt
        for batch in 1...Self.batchLimit {
            let count = inbox.receive(from: socket)
            if count > 0 { receive(count, now: now) }
            if count < ReceiveSlab.slotCount { break }
            now = MonotonicClock.now()
            if batch == Self.batchLimit || now - startedAt >= Self.drainLimit {
                counters.drainsCutShort += 1
                break
            }
        }
        handOver(now: now)
    }

    /// The plane is done with the batch's memory when this returns.
    private func receive(_ count: Int, now: MonotonicTime) {
        counters.batchesReceived += 1
        counters.datagramsReceived += UInt64(count)
        for index in 0..<count {
            guard let (datagram, path) = inbox.datagram(index) else {
                counters.datagramsTruncated += 1
                continue
            }
            plane.receive(datagram, from: path, now: now)
        }
        plane.endBurst(now: now)
        slab.flush()
    }

    private func deadlineCame() {
        let now = MonotonicClock.now()
        sources?.timer.fired()
        if let deadline = plane.nextDeadline, deadline <= now { plane.advance(to: now) }
        handOver(now: now)
    }

    /// Passes on what the plane has produced, and sees to its next deadline.
    private func handOver(now: MonotonicTime) {
        slab.flush()
        for event in plane.takeEvents() {
            if case .dropped? = rooms[event.room]?.yield(event) { counters.eventsDropped += 1 }
        }
        if let recorded = plane.takeRecorded() {
            recordings.receive(recorded) { publication, room in
                self.post(.requestKeyframe(publication, room))
            }
        }
        sources?.timer.arm(for: plane.nextDeadline, now: now)
    }

    // MARK: Commands, from anywhere

    /// Opens a room whose events go to the stream that is returned.
    func openRoom(_ room: RoomID) async -> Result<AsyncStream<MediaEvent>, MediaReply.Refusal> {
        await withCheckedContinuation { continuation in
            queue.async {
                let (stream, events) = AsyncStream.makeStream(
                    of: MediaEvent.self, bufferingPolicy: .bufferingNewest(Self.eventLimit))
                guard self.rooms[room] == nil else {
                    return continuation.resume(returning: .failure(.roomExists))
                }
                self.rooms[room] = events
                let reply = self.performNow(.openRoom(room))
                if case .refused(let refusal) = reply {
                    self.rooms[room] = nil
                    return continuation.resume(returning: .failure(refusal))
                }
                continuation.resume(returning: .success(stream))
            }
        }
    }

    func perform(_ command: MediaCommand) async -> MediaReply {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.performNow(command)) }
        }
    }

    /// Performs a command whose answer nobody waits for.
    func post(_ command: MediaCommand) {
        queue.async { _ = self.performNow(command) }
    }

    func readCounters() async -> ShardCounters {
        await withCheckedContinuation { continuation in
            queue.async {
                var counters = self.counters
                counters.sent = self.slab.counters
                counters.forwarding = self.plane.counters
                continuation.resume(returning: counters)
            }
        }
    }

    /// Closes every room and the socket. Commands are refused from then on.
    func shutdown() async {
        await withCheckedContinuation { continuation in
            queue.async {
                for room in Array(self.rooms.keys) { _ = self.performNow(.closeRoom(room)) }
                guard let (reading, timer) = self.sources else { return continuation.resume() }
                self.sources = nil
                timer.cancel()
                reading.cancel {
                    self.socket.close()
                    continuation.resume()
                }
            }
        }
    }

    private func performNow(_ command: MediaCommand) -> MediaReply {
        guard sources != nil else { return .refused(.unknownRoom) }
        let now = MonotonicClock.now()
        let reply = plane.perform(command, now: now)
        handOver(now: now)
        if case .closeRoom(let room) = command { rooms.removeValue(forKey: room)?.finish() }
        return reply
    }
}
