internal import CLinuxUDP
import Dispatch
import Glibc
import Synchronization
import Wire

/// A thread and all clients on it.
///
/// Sends are made when they are due. What arrives is read in sweeps, so that one call of the kernel
/// reads more than one datagram: delays are taken from the kernel's own stamps, which a sweep that
/// comes later does not change. Clients that are still connecting are read at once.
// @unchecked: but for the mailbox everything is touched by the thread in `run()` alone.
final class LoadWorker: @unchecked Sendable {
    enum Order: Sendable {
        case connect(Int32, ConnectOrder)
        case end(Int32)
        /// Begins a window; answers the figures of the one before.
        case read(CheckedContinuation<LoadReading, Never>, begins: Bool)
        /// What receivers are to have, for those that have had nothing.
        case stop(CheckedContinuation<Void, Never>)
    }

    private let mailbox = Mutex<[Order]>([])
    private let core: Int?
    private let expectedStreams: Int
    private let desk = WorkerDesk()
    private var clients: [Int32: LoadClient] = [:]
    private var heap = DeadlineHeap()
    private var connecting = 0
    /// Sockets of clients that connect, and of those that are connected.
    private let newcomers: Int32
    private let members: Int32
    private var tags = [UInt32](repeating: 0, count: Int(AORTA_UDP_BATCH))

    private static let sweepInterval = Duration.microseconds(500)
    private static let busySweepInterval = Duration.microseconds(100)
    private static let longestSleep = Duration.milliseconds(1)

    /// - Parameters:
    ///   - core: that its thread stays on; `nil` for any.
    ///   - expectedStreams: that each receiver should get.
    /// - Throws: ``LoadError/noResources(_:)``.
    init(core: Int?, expectedStreams: Int) throws(LoadError) {
        self.core = core
        self.expectedStreams = expectedStreams
        newcomers = aorta_epoll_open()
        members = aorta_epoll_open()
        guard newcomers >= 0, members >= 0 else {
            throw .noResources("the kernel gives no epoll descriptor: raise ulimit -n")
        }
    }

    deinit {
        close(newcomers)
        close(members)
    }

    func start() {
        let label = "aorta.load"
        DispatchQueue(label: label, qos: .userInteractive).async { self.run() }
    }

    func post(_ order: Order) {
        mailbox.withLock { $0.append(order) }
    }

    // MARK: The thread

    private func run() {
        if let core { _ = aorta_thread_pin(0, UInt32(core)) }
        aorta_thread_sleep_precisely()
        var nextSweep = LoadClock.now()
        var ending: CheckedContinuation<Void, Never>?
        while ending == nil {
            ending = takeOrders()
            advanceClients()
            let now = LoadClock.now()
            if connecting > 0 { sweep(newcomers, now: now) }
            if now >= nextSweep {
                sweep(members, now: now)
                let interval = connecting > 0 ? Self.busySweepInterval : Self.sweepInterval
                nextSweep = now + interval
            }
            let due = MonotonicTime(nanoseconds: heap.first?.at ?? .max)
            let rest = min(due, nextSweep, now + Self.longestSleep)
            if rest > LoadClock.now() { LoadClock.sleep(until: rest) }
        }
        for client in clients.values { client.end() }
        clients.removeAll()
        ending?.resume()
    }

    /// - Returns: who waits for the end, once it is ordered.
    private func takeOrders() -> CheckedContinuation<Void, Never>? {
        let orders = mailbox.withLock { orders in
            defer { orders.removeAll() }
            return orders
        }
        var ending: CheckedContinuation<Void, Never>?
        for order in orders {
            switch order {
            case .connect(let id, let order): connect(id, order)
            case .end(let id): end(id)
            case .read(let promise, let begins):
                promise.resume(returning: reading())
                if begins { beginWindow() }
            case .stop(let promise): ending = promise
            }
        }
        return ending
    }

    private func connect(_ id: Int32, _ order: ConnectOrder) {
        let now = LoadClock.now()
        do throws(LoadError) {
            let client = try LoadClient(id: id, order, now: now)
            let added = aorta_epoll_add(
                newcomers, client.transport.descriptor, UInt32(bitPattern: id))
            guard added == 0 else { throw .noResources("the kernel watches no more sockets") }
            clients[id] = client
            connecting += 1
            schedule(client)
        } catch {
            order.promise.resume(returning: .failure(error))
        }
    }

    private func end(_ id: Int32) {
        guard let client = clients.removeValue(forKey: id) else { return }
        if client.isConnecting { connecting -= 1 }
        client.end()
    }

    private func advanceClients() {
        let now = LoadClock.now()
        // Bounded, so that a worker that cannot keep up still reads.
        for _ in 0..<Self.advanceLimit {
            guard let first = heap.first, first.at <= now.nanoseconds else { return }
            heap.removeFirst()
            guard let client = clients[first.client], client.scheduledAt.nanoseconds == first.at
            else { continue }
            let isNew = client.isConnecting
            client.advance(to: LoadClock.now(), desk)
            if isNew { noteSettled(client) }
            schedule(client)
        }
    }

    private static let advanceLimit = 256

    private func schedule(_ client: LoadClient) {
        let due = client.nextDeadline
        client.scheduledAt = due
        if due.nanoseconds < .max { heap.insert(client.id, at: due) }
    }

    private func sweep(_ epoll: Int32, now: MonotonicTime) {
        while true {
            let count = aorta_epoll_ready(epoll, &tags, 0)
            guard count > 0 else { return }
            for tag in tags[..<Int(count)] {
                guard let client = clients[Int32(bitPattern: tag)] else { continue }
                let isNew = client.isConnecting
                client.receive(now: now, desk)
                guard isNew else { continue }
                noteSettled(client)
                schedule(client)
            }
            if count < AORTA_UDP_BATCH { return }
        }
    }

    /// A client that has come to an end of its connecting, whichever, is no newcomer any more.
    private func noteSettled(_ client: LoadClient) {
        guard !client.isConnecting else { return }
        connecting -= 1
        let descriptor = client.transport.descriptor
        _ = aorta_epoll_remove(newcomers, descriptor)
        _ = aorta_epoll_add_edge(members, descriptor, UInt32(bitPattern: client.id))
    }

    // MARK: Figures

    private func beginWindow() {
        desk.beginWindow()
        desk.isMeasuring = true
        for client in clients.values {
            if case .receiving(let side) = client.media { side.beginWindow() }
        }
    }

    private func reading() -> LoadReading {
        var reading = LoadReading()
        reading.counters = desk.counters
        reading.delays = desk.delays
        reading.lateness = desk.lateness
        for client in clients.values {
            reading.clients += 1
            if client.isAlive { reading.clientsAlive += 1 }
            guard case .receiving(let side) = client.media else { continue }
            var heard = 0
            for stream in side.tallies {
                let window = stream.window
                guard window.expected > 0 else { continue }
                heard += 1
                reading.counters.packetsExpected += window.expected
                reading.counters.packetsLost += max(0, window.expected - window.received)
            }
            reading.counters.streamsSilent += UInt64(max(0, expectedStreams - heard))
        }
        return reading
    }
}
