import Dispatch
import Wire

// Streams: given by the connections' owner, a command each time; the rest runs on the queue.
extension Shard {
    func open(_ stream: StreamCarrier) {
        enter {
            let now = MonotonicClock.now()
            guard self.timer != nil, let carrier = self.carriers.streams.insert(stream) else {
                self.counters.streams.refused += 1
                return stream.refuse()
            }
            stream.open(as: carrier, now: now) { [weak self, weak stream] in
                guard let self, let stream else { return }
                self.enter { self.burstWasWritten(on: stream) }
            }
            self.counters.streams.opened += 1
            self.streamWatch.streamOpened(at: now)
        }
    }

    /// - Parameter taken: called once `bytes` have been dealt with.
    func receive(
        _ bytes: [UInt8], on stream: StreamCarrier, taken: @escaping @Sendable () -> Void
    ) {
        enter {
            self.receiveNow(bytes, on: stream)
            taken()
        }
    }

    /// The connection is gone.
    func end(_ stream: StreamCarrier) {
        enter { self.close(stream, byUs: false) }
    }

    // MARK: On the queue

    private func receiveNow(_ bytes: [UInt8], on stream: StreamCarrier) {
        guard let path = stream.path else { return }
        let now = MonotonicClock.now()
        let former = counters.streams.datagramsReceived
        beginBurst(now: now)
        let isSound = stream.receive(bytes) { datagram in
            // As long as one that comes to a socket may be.
            guard datagram.count <= ReceiveSlab.datagramLimit else {
                counters.datagramsTruncated += 1
                return
            }
            counters.streams.datagramsReceived += 1
            router.receive(datagram, from: path, over: stream.kind, stream.transport, now: now)
        } end: {
            router.endBurst(now: now)
            slab.flush()
        }
        if !isSound {
            counters.streams.malformed += 1
            close(stream, byUs: true)
        }
        moderation.count(Int(clamping: counters.streams.datagramsReceived - former), at: now)
        handOver()
    }

    private func burstWasWritten(on stream: StreamCarrier) {
        stream.burstWasWritten(now: MonotonicClock.now())
    }

    /// Forgets the stream and all that was reached over it.
    func close(_ stream: StreamCarrier, byUs isOurs: Bool) {
        guard let path = stream.path else { return }
        counters.streams.lost.add(stream.counters)
        _ = carriers.streams.remove(path.carrier)
        stream.close(byUs: isOurs)
        router.lose(path, now: MonotonicClock.now())
    }

    func closeUnusedStreams(now: MonotonicTime) {
        guard streamWatch.isDue(at: now, streamCount: carriers.streams.count) else { return }
        for stream in Array(carriers.streams.elements) {
            guard let path = stream.path else { continue }
            if router.uses(path) {
                stream.unusedSince = now
            } else if now - stream.unusedSince >= StreamWatch.unusedLimit {
                counters.streams.unused += 1
                close(stream, byUs: true)
            }
        }
    }

    func streamCounters() -> StreamCounters {
        var counters = counters.streams
        counters.open = carriers.streams.count
        for stream in carriers.streams.elements { counters.lost.add(stream.counters) }
        return counters
    }
}
