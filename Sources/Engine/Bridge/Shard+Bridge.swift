import Dispatch
import SFU
import Synchronization
import Wire

// What comes from other shards.
extension Shard {
    /// From any queue.
    ///
    /// - Returns: false where too much waits already.
    func take(_ burst: HandedOverBurst) -> Bool {
        let byteCount = burst.bytes.count
        let waiting = handedOver.add(byteCount, ordering: .relaxed).newValue
        guard waiting <= ShardBridge.byteLimit else {
            handedOver.subtract(byteCount, ordering: .relaxed)
            return false
        }
        enter {
            self.handedOver.subtract(byteCount, ordering: .relaxed)
            if self.timer != nil { self.receive(burst) }
        }
        return true
    }

    /// The virtual relay of `path`, another shard's, has ended. From any queue.
    func lose(_ path: NetworkPath) {
        enter { self.router.plane?.lose(path) }
    }

    private func receive(_ burst: HandedOverBurst) {
        var burst = burst
        let now = MonotonicClock.now()
        beginBurst(now: now)
        burst.forEach { datagram, path in
            router.receiveHandedOver(datagram, on: path, now: now)
        } end: {
            router.endBurst(now: now)
            slab.flush()
        }
        moderation.count(burst.count, at: now)
        handOver()
    }
}
