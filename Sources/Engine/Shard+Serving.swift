import Wire

// How a shard keeps the thread that Dispatch has lent it: Dispatch takes about ten system calls and
// two changes of thread to run a handler, which is more than a datagram costs.
extension Shard {
    /// Deals with what there is, and as long as datagrams come waits for more right here.
    ///
    /// The only thing that Dispatch runs on the queue: when a socket has something, when a deadline
    /// has come, when a command was left. Returns once nothing flows, so that an idle shard costs
    /// nothing.
    func serve() {
        while true {
            for command in commands.take() { command() }
            if timer != nil, stays() { continue }
            guard commands.leave() else { continue }
            timer?.arm(for: nextDeadline, now: MonotonicClock.now())
            return
        }
    }

    /// One round: what has come, what is due, and where datagrams flow a wait for more.
    ///
    /// - Returns: whether another should follow.
    private func stays() -> Bool {
        let startedAt = MonotonicClock.now()
        let (now, isMoreLikely) = drain(since: startedAt)
        if let nextDeadline, nextDeadline <= now { meetDeadlines(now: now) }
        handOver()
        return isMoreLikely || waits(now: now)
    }

    /// Reads until the sockets are empty, or a bound is reached.
    ///
    /// - Returns: the time, and whether a bound was.
    private func drain(since startedAt: MonotonicTime) -> (MonotonicTime, isMoreLikely: Bool) {
        var now = startedAt
        var looks = 1
        while read(now: now) {
            now = MonotonicClock.now()
            if looks == Self.batchLimit || now - startedAt >= Self.drainLimit {
                counters.drainsCutShort += 1
                return (now, true)
            }
            looks += 1
        }
        return (now, false)
    }

    /// Waits for a datagram, a deadline or a command; or, where many datagrams come, for a moment.
    ///
    /// - Returns: false where nothing flows that would be worth it.
    private func waits(now: MonotonicTime) -> Bool {
        guard let stay = moderation.stay, stay > now else { return false }
        let pause = moderation.takePause()
        guard pause == 0 else {
            MonotonicClock.pause(nanoseconds: pause)
            return true
        }
        let until = nextDeadline.map { min($0, stay) } ?? stay
        guard until > now, commands.beginWaiting() else { return true }
        awaited = epoll.ready(within: until.nanoseconds - now.nanoseconds)
        return true
    }

    /// Reads once from each socket that has something.
    ///
    /// - Returns: whether there is likely more.
    private func read(now: MonotonicTime) -> Bool {
        messagesRead = 0
        var isMoreLikely = false
        let known = awaited.take()
        if known == nil, let socket = carriers.onlySocket {
            isMoreLikely = read(socket, on: .udp, now: now)
        } else {
            let tags = known ?? epoll.ready()
            isMoreLikely = tags.count == EpollSource.readyLimit
            for tag in tags {
                isMoreLikely = read(tag, now: now) || isMoreLikely
            }
        }
        receive(now: now)
        moderation.count(messagesRead, at: now)
        return isMoreLikely
    }

    private func read(_ tag: UInt32, now: MonotonicTime) -> Bool {
        guard tag != EpollSource.bellTag else {
            bell.silence()
            return false
        }
        let carrier = Carrier(rawValue: tag)
        guard let socket = carriers.socket(of: carrier) else { return false }
        return read(socket, on: carrier, now: now)
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
        messagesRead += inbox.count
        counters.batchesReceived += 1
        beginBurst(now: now)
        for index in 0..<inbox.count {
            let message = inbox.message(index)
            counters.datagramsReceived += UInt64(message.count)
            guard message.fits else {
                counters.datagramsTruncated += UInt64(message.count)
                continue
            }
            for place in 0..<message.count {
                router.receive(message.datagram(place), from: message.path, now: now)
            }
        }
        router.endBurst(now: now)
        slab.flush()
        router.bridge?.post()
        inbox.removeAll()
    }
}
