import Dispatch
import SFU
import Synchronization
import TURN
import Wire

/// One serial queue, its UDP ports, and every room and allocation whose datagrams use them.
///
/// A room never leaves its shard, so nothing here is locked. ``start()`` keeps the shard alive
/// until ``shutdown()``.
///
/// Sendable without the compiler's check: after init each property is touched only on ``queue``,
/// where socket and timer events arrive too.
final class Shard: @unchecked Sendable {
    /// Looks of one wake-up, and how long it may take: a flood must not starve deadlines and
    /// commands. The source fires again while a socket still has data.
    static let batchLimit = 16
    static let drainLimit = Duration.milliseconds(10)
    /// Datagrams read from one relay before the others' turn: it seldom has more, and room for
    /// more costs time.
    static let relayBatchLimit = 16

    let queue: DispatchQueue
    let carriers: Carriers
    let slab: CarrierSendSlab
    let router: DatagramRouter
    /// Where it is neither yet nor any more, everything is refused.
    var timer: DeadlineTimer?
    var rooms = RoomEvents()
    var streamWatch = StreamWatch()
    var counters = ShardCounters()
    let recordings: RecordingWriter?
    /// Bytes that other shards have passed on and that wait, from any queue.
    let handedOver = Atomic(0)
    private let epoll: EpollSource
    private let inbox = ReceiveSlab()
    private var moderation = ReadModeration()

    /// What a shard is made of, for its owner to put together.
    struct Parts {
        let index: Int
        let epoll: EpollSource
        let carriers: Carriers
        let slab: CarrierSendSlab
        let router: DatagramRouter
    }

    init(_ parts: Parts, recordings: RecordingWriter?) {
        queue = DispatchQueue(label: "aorta.shard.\(parts.index)", qos: .userInteractive)
        carriers = parts.carriers
        slab = parts.slab
        router = parts.router
        epoll = parts.epoll
        self.recordings = recordings
    }

    /// Lets virtual relays of one shard lead to rooms of another; before any has started.
    func connect(to shards: [Shard]) {
        router.bridge?.connect(to: shards)
    }

    /// Starts reading.
    func start() {
        queue.sync {
            timer = DeadlineTimer(queue: queue) { self.deadlineCame() }
            epoll.start(on: queue) { self.drain() }
        }
    }

    /// Stops reading, and then gives the ports back.
    func stop(_ completion: @escaping @Sendable () -> Void) {
        timer?.cancel()
        timer = nil
        router.bridge?.connect(to: [])
        epoll.cancel {
            self.carriers.close()
            completion()
        }
    }

    // MARK: Events, on the queue

    /// Reads until the sockets are empty, or a bound is reached.
    private func drain() {
        let startedAt = MonotonicClock.now()
        var now = startedAt
        var batch = 0
        while true {
            batch += 1
            let isMoreLikely = read(now: now)
            if !isMoreLikely, !waitsForMore(since: startedAt, now: now) { break }
            now = MonotonicClock.now()
            if isMoreLikely, batch >= Self.batchLimit || now - startedAt >= Self.drainLimit {
                counters.drainsCutShort += 1
                break
            }
        }
        handOver(now: now)
    }

    /// Waits for more here, rather than by Dispatch, where many datagrams come.
    ///
    /// - Returns: whether to look again.
    private func waitsForMore(since start: MonotonicTime, now: MonotonicTime) -> Bool {
        let rest = ReadModeration.limit - (now - start)
        guard moderation.isBusy, rest >= .milliseconds(1) else { return false }
        handOver(now: now)
        guard !moderation.pauses else {
            MonotonicClock.pause(for: ReadModeration.pause)
            return true
        }
        return !epoll.ready(within: rest).isEmpty
    }

    /// Reads once from each socket that has something.
    ///
    /// - Returns: whether there is likely more.
    private func read(now: MonotonicTime) -> Bool {
        let former = counters.datagramsReceived
        var isMoreLikely = false
        if let socket = carriers.onlySocket {
            isMoreLikely = read(socket, on: .udp, now: now)
        } else {
            for tag in epoll.ready() {
                let carrier = Carrier(rawValue: tag)
                guard let socket = carriers.socket(of: carrier) else { continue }
                isMoreLikely = read(socket, on: carrier, now: now) || isMoreLikely
            }
        }
        receive(now: now)
        moderation.count(Int(clamping: counters.datagramsReceived - former), at: now)
        return isMoreLikely
    }

    /// Reads one socket's datagrams behind those of others.
    private func read(_ socket: UDPSocket, on carrier: Carrier, now: MonotonicTime) -> Bool {
        let limit = carrier.kind == .relay ? Self.relayBatchLimit : ReceiveSlab.slotCount
        if inbox.room < limit { receive(now: now) }
        return inbox.receive(from: socket, on: carrier, limit: limit) == limit
    }

    /// Deals with what has been read, and empties the inbox.
    private func receive(now: MonotonicTime) {
        guard inbox.count > 0 else { return }
        counters.batchesReceived += 1
        counters.datagramsReceived += UInt64(inbox.count)
        beginBurst(now: now)
        for index in 0..<inbox.count {
            guard let (datagram, path) = inbox.datagram(index) else {
                counters.datagramsTruncated += 1
                continue
            }
            router.receive(datagram, from: path, now: now)
        }
        router.endBurst(now: now)
        slab.flush()
        router.bridge?.post()
        inbox.removeAll()
    }

    func beginBurst(now: MonotonicTime) {
        slab.now = now
        router.beginBurst()
    }

    private func deadlineCame() {
        let now = MonotonicClock.now()
        timer?.fired()
        slab.now = now
        router.advance(to: now)
        closeUnusedStreams(now: now)
        handOver(now: now)
    }

    /// Passes on what the plane has produced, and sees to the next deadline.
    func handOver(now: MonotonicTime) {
        slab.flush()
        if let plane = router.plane {
            for event in plane.takeEvents() where !rooms.yield(event) {
                counters.eventsDropped += 1
            }
            if let recorded = plane.takeRecorded() {
                recordings?.receive(recorded) { publication, room in
                    self.post(.requestKeyframe(publication, room))
                }
            }
        }
        router.bridge?.post()
        timer?.arm(for: router.nextDeadline, now: now)
        timer?.arm(for: streamWatch.nextDeadline, now: now)
    }
}
