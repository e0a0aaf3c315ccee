import DTLSSRTP
import ICE
import Wire

/// Puts a server under load: lets clients join and leave, and reads the figures of all workers.
package actor LoadGenerator {
    /// Told while it works.
    package enum Progress: Sendable {
        case joining(done: Int, of: Int)
        /// About each second of a window.
        case measuring(LoadLevel)
    }

    private let plan: LoadPlan
    private let server: any LoadServer
    private let process: ServerProcess?
    private let progress: @Sendable (Progress) -> Void
    private let certificate: DTLSCertificate
    private let workers: [LoadWorker]
    private let ownProcess = ServerProcess.own
    private let before: ServerProcess.Reading?
    private var members: [Seat: Member] = [:]
    private var openRooms = 0
    private var nextClient: Int32 = 0
    private var connectTimes = DelayHistogram()
    private var signalingTimes = DelayHistogram()
    private var failures = 0
    private var firstFailure: LoadError?

    /// One client's place in the load.
    private struct Seat: Hashable, Sendable {
        let room: Int
        let publisher: Int
        /// `nil`: the publisher itself.
        let subscriber: Int?
    }

    private struct Member: Sendable {
        let session: LoadSession
        let client: Int32
    }

    /// - Parameters:
    ///   - process: of the server, where it runs on this host.
    ///   - progress: called while the generator works.
    /// - Throws: ``LoadError/noResources(_:)``.
    package init(
        _ plan: LoadPlan, against server: any LoadServer, process: ServerProcess? = nil,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws(LoadError) {
        self.plan = plan
        self.server = server
        self.process = process
        self.progress = progress
        do { certificate = try DTLSCertificate.generate() } catch {
            throw .noResources("OpenSSL made no certificate")
        }
        let streams = (plan.shape.hasVideo ? 1 : 0) + (plan.shape.hasAudio ? 1 : 0)
        let cores: [Int?] = plan.cores.isEmpty ? [nil] : plan.cores.map { $0 }
        var workers: [LoadWorker] = []
        for core in cores {
            workers.append(try LoadWorker(core: core, expectedStreams: streams))
        }
        self.workers = workers
        before = process?.read()
        for worker in workers { worker.start() }
    }

    // MARK: Joining

    /// Lets clients join or leave until there are as many as `plan` says, of which only the numbers
    /// of rooms and subscribers count here. Those who cannot join are counted.
    ///
    /// - Throws: the reason, where nobody could join.
    package func resize(to plan: LoadPlan) async throws(LoadError) {
        connectTimes = DelayHistogram()
        signalingTimes = DelayHistogram()
        failures = 0
        firstFailure = nil
        if plan.rooms > openRooms {
            try await server.open(rooms: (openRooms..<plan.rooms).map(Self.roomName))
            openRooms = plan.rooms
        }
        let wanted = Set(Self.seats(of: plan))
        await leave(members.keys.filter { !wanted.contains($0) })
        let missing = Self.seats(of: plan).filter { members[$0] == nil }
        // Nobody can receive what nobody sends yet.
        await join(missing.filter { $0.subscriber == nil })
        await join(missing.filter { $0.subscriber != nil })
        if members.isEmpty, let firstFailure { throw firstFailure }
    }

    private static func seats(of plan: LoadPlan) -> [Seat] {
        (0..<plan.rooms).flatMap { room in
            (0..<plan.publishers).flatMap { publisher in
                [Seat(room: room, publisher: publisher, subscriber: nil)]
                    + (0..<plan.subscribers).map {
                        Seat(room: room, publisher: publisher, subscriber: $0)
                    }
            }
        }
    }

    private func join(_ seats: [Seat]) async {
        let start = ContinuousClock.now
        let interval = Duration.seconds(1) / plan.joinRate
        await withTaskGroup(of: Void.self) { group in
            for (index, seat) in seats.enumerated() {
                try? await Task.sleep(until: start + interval * index)
                if Task.isCancelled { break }
                group.addTask { await self.join(seat) }
                if index % 20 == 0 { progress(.joining(done: index, of: seats.count)) }
            }
        }
        if !seats.isEmpty { progress(.joining(done: seats.count, of: seats.count)) }
    }

    private func join(_ seat: Seat) async {
        do throws(LoadError) {
            let start = ContinuousClock.now
            let room = Self.roomName(seat.room)
            let publisher = "p\(seat.publisher)"
            let session: LoadSession
            let local: ICECredentials
            let media: ConnectOrder.Media
            if let subscriber = seat.subscriber {
                let client = ReceivingClient(shape: plan.shape, certificate: certificate)
                session = try await server.subscribe(
                    client, as: "s\(seat.publisher)-\(subscriber)", to: publisher, in: room)
                (local, media) = (client.credentials, .receives(sampleEvery: sampleEvery))
            } else {
                let client = PublishingClient(shape: plan.shape, certificate: certificate)
                session = try await server.publish(client, as: publisher, in: room)
                (local, media) = (client.credentials, .sends(plan.shape, client.streams))
            }
            let signaled = ContinuousClock.now - start
            let id = nextClient
            nextClient += 1
            let time: Duration
            do throws(LoadError) {
                time = try await connect(id, seat, local, session, media)
            } catch {
                await server.end(session)
                throw error
            }
            members[seat] = Member(session: session, client: id)
            signalingTimes.record(nanoseconds: UInt64(signaled.nanoseconds))
            connectTimes.record(nanoseconds: UInt64((signaled + time).nanoseconds))
        } catch {
            failures += 1
            firstFailure = firstFailure ?? error
        }
    }

    private func connect(
        _ id: Int32, _ seat: Seat, _ local: ICECredentials, _ session: LoadSession,
        _ media: ConnectOrder.Media
    ) async throws(LoadError) -> Duration {
        let remote = try ServerDescription(session.description)
        let relay = plan.way == .direct ? nil : session.relay
        if plan.way != .direct, relay == nil {
            throw .refused("the server told of no TURN server: is it switched on?")
        }
        let source = UInt32(seat.room * plan.publishers + seat.publisher)
        let result = await withCheckedContinuation { promise in
            let order = ConnectOrder(
                local: local, remote: remote, certificate: certificate, relay: relay,
                media: media,
                source: source, promise: promise)
            worker(of: id).post(.connect(id, order))
        }
        if case .failure = result { worker(of: id).post(.end(id)) }
        return try result.get()
    }

    private func worker(of client: Int32) -> LoadWorker { workers[Int(client) % workers.count] }

    /// Opens as many packets as a core can well beside its work.
    private var sampleEvery: Int {
        max(1, Int(plan.forwardedRate / Self.openedPerSecond))
    }

    private static let openedPerSecond = 20_000.0

    private static func roomName(_ room: Int) -> String { "bench-\(room)" }

    private func leave(_ seats: [Seat]) async {
        let leaving = seats.compactMap { members.removeValue(forKey: $0) }
        for member in leaving { worker(of: member.client).post(.end(member.client)) }
        let server = server
        await withTaskGroup(of: Void.self) { group in
            for (index, member) in leaving.enumerated() {
                if index >= Self.leaveLimit { await group.next() }
                group.addTask { await server.end(member.session) }
            }
        }
    }

    /// Clients that say goodbye at once.
    private static let leaveLimit = 32

    // MARK: Measuring

    /// Lets the load settle, then measures one window of it.
    ///
    /// - Parameter plan: what ``resize(to:)`` was told.
    package func measure(_ plan: LoadPlan) async -> LoadLevel {
        try? await Task.sleep(for: .seconds(plan.settling))
        _ = await readWorkers(begins: true)
        let start = Moment(process, ownProcess)
        while !Task.isCancelled {
            let left = plan.duration - start.seconds
            if left < 0.01 { break }
            try? await Task.sleep(for: .seconds(min(1, left)))
            if left > 1 {
                progress(.measuring(level(plan, await readWorkers(begins: false), since: start)))
            }
        }
        return level(plan, await readWorkers(begins: false), since: start)
    }

    /// Where a window begins.
    private struct Moment {
        let time = ContinuousClock.now
        let server: ServerProcess.Reading?
        let own: ServerProcess.Reading?

        init(_ server: ServerProcess?, _ own: ServerProcess) {
            self.server = server?.read()
            self.own = own.read()
        }

        var seconds: Double { Double((ContinuousClock.now - time).nanoseconds) / 1e9 }
    }

    private func readWorkers(begins: Bool) async -> LoadReading {
        var sum = LoadReading()
        for worker in workers {
            sum.add(
                await withCheckedContinuation { promise in
                    worker.post(.read(promise, begins: begins))
                })
        }
        return sum
    }

    private func level(_ plan: LoadPlan, _ reading: LoadReading, since start: Moment) -> LoadLevel {
        var level = LoadLevel()
        let seconds = start.seconds
        let counters = reading.counters
        (level.rooms, level.publishers, level.subscribers) = (
            plan.rooms, plan.publishers, plan.subscribers
        )
        level.sessions = members.count
        level.sessionsWanted = plan.sessions
        level.sessionsAlive = reading.clientsAlive
        level.seconds = seconds
        level.sentPerSecond = Double(counters.packetsSent) / seconds
        level.forwardedPerSecond = Double(counters.packetsReceived) / seconds
        level.forwardedBitrate = 8 * Double(counters.bytesReceived) / seconds
        level.loss = loss(reading, plan, seconds)
        level.delay = .init(reading.delays)
        level.connect = .init(connectTimes)
        level.signaling = .init(signalingTimes)
        level.joinFailures = failures
        level.firstJoinFailure = firstFailure?.description
        level.counters = counters
        level.generator.lateness = .init(reading.lateness)
        if let from = start.own, let to = ownProcess.read() {
            level.generator.cores = (to.total - from.total) / seconds
        }
        guard let from = start.server, let to = process?.read() else { return level }
        let packets = max(1, Double(counters.packetsReceived))
        var cpu = LoadLevel.ProcessorUse()
        cpu.cores = (to.total - from.total) / seconds
        cpu.microsecondsPerPacket = (to.total - from.total) * 1e6 / packets
        let userShare = to.userShare(since: from)
        cpu.userMicrosecondsPerPacket = cpu.microsecondsPerPacket * userShare
        cpu.kernelMicrosecondsPerPacket = cpu.microsecondsPerPacket * (1 - userShare)
        cpu.coresPerCall = cpu.cores / Double(max(1, plan.rooms))
        level.cpu = cpu
        level.residentBytes = to.residentBytes
        level.threads = to.threads
        level.descriptors = to.descriptors
        if let before, !members.isEmpty {
            level.residentBytesPerSession =
                (to.residentBytes - before.residentBytes) / members.count
        }
        return level
    }

    /// By sequence numbers; a stream in which nothing came has lost all that it should have had.
    private func loss(_ reading: LoadReading, _ plan: LoadPlan, _ seconds: Double) -> Double {
        let streams = (plan.shape.hasVideo ? 1.0 : 0) + (plan.shape.hasAudio ? 1 : 0)
        let perStream = plan.shape.packetRate / max(1, streams) * seconds
        let silent = Double(reading.counters.streamsSilent) * perStream
        let expected = Double(reading.counters.packetsExpected) + silent
        return expected > 0 ? (Double(reading.counters.packetsLost) + silent) / expected : 0
    }

    // MARK: The end

    /// Lets everybody leave and ends the threads. Nothing may be asked after it.
    package func end() async {
        await leave(Array(members.keys))
        for worker in workers {
            await withCheckedContinuation { promise in worker.post(.stop(promise)) }
        }
    }
}
