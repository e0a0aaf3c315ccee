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
    /// Looks in a row, and how long they may take: a flood must not starve deadlines and commands.
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
    let commands: CommandQueue
    let bell: Doorbell
    let epoll: EpollSource
    let inbox = ReceiveSlab()
    var moderation = ReadModeration()
    /// By the present look.
    var messagesRead = 0
    /// Sockets that the last wait has found to have something; `nil` where there was none.
    var awaited: UnsafeBufferPointer<UInt32>?

    /// What a shard is made of, for its owner to put together.
    struct Parts {
        let index: Int
        let epoll: EpollSource
        let bell: Doorbell
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
        bell = parts.bell
        commands = CommandQueue(bell: parts.bell)
        self.recordings = recordings
    }

    /// Lets virtual relays of one shard lead to rooms of another; before any has started.
    func connect(to shards: [Shard]) {
        router.bridge?.connect(to: shards)
    }

    /// Starts reading.
    func start() {
        queue.sync {
            timer = DeadlineTimer(queue: queue) {
                self.timer?.fired()
                self.serve()
            }
            epoll.start(on: queue) {
                // Rung as the shard left, it would bring Dispatch back again and again.
                self.bell.silence()
                self.serve()
            }
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

    // MARK: From anywhere

    /// Has the shard do something on its queue, soon and in order.
    func enter(_ command: @escaping CommandQueue.Command) {
        if commands.put(command) { queue.async { self.serve() } }
    }

    /// The same, for its answer.
    func ask<Answer: Sendable>(_ question: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            enter { continuation.resume(returning: question()) }
        }
    }

    // MARK: On the queue

    func beginBurst(now: MonotonicTime) {
        slab.now = now
        router.beginBurst()
    }

    /// When ``meetDeadlines(now:)`` should be called.
    var nextDeadline: MonotonicTime? {
        guard let ofRouter = router.nextDeadline else { return streamWatch.nextDeadline }
        return streamWatch.nextDeadline.map { min($0, ofRouter) } ?? ofRouter
    }

    func meetDeadlines(now: MonotonicTime) {
        slab.now = now
        router.advance(to: now)
        closeUnusedStreams(now: now)
    }

    /// Passes on what the plane has produced.
    func handOver() {
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
    }
}
