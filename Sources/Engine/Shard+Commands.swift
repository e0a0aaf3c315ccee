import Dispatch
import SFU
import TURN

// Commands, from anywhere.
extension Shard {
    /// Opens a room whose events go to the stream that is returned.
    func openRoom(_ room: RoomID) async -> Result<AsyncStream<MediaEvent>, MediaReply.Refusal> {
        await withCheckedContinuation { continuation in
            queue.async {
                guard let events = self.rooms.open(room) else {
                    return continuation.resume(returning: .failure(.roomExists))
                }
                let reply = self.performNow(.openRoom(room))
                if case .refused(let refusal) = reply {
                    self.rooms.close(room)
                    return continuation.resume(returning: .failure(refusal))
                }
                continuation.resume(returning: .success(events))
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

    /// Ends the allocations of credentials with this label, and lets no more be made.
    func revokeTURN(label: String) {
        queue.async {
            guard self.timer != nil else { return }
            let now = MonotonicClock.now()
            self.router.revokeTURN(label: label, now: now)
            self.handOver(now: now)
        }
    }

    func readCounters() async -> ShardCounters {
        await withCheckedContinuation { continuation in
            queue.async {
                var counters = self.counters
                counters.sent = self.slab.counters
                counters.sent.datagramsDropped += self.router.bridge?.datagramsDropped ?? 0
                counters.forwarding = self.router.plane?.counters ?? ForwardingCounters()
                counters.forwarding.datagramsUnrouted += self.router.datagramsUnrouted
                counters.turn = self.router.turn?.counters ?? counters.turn
                counters.streams = self.streamCounters()
                continuation.resume(returning: counters)
            }
        }
    }

    /// Closes every room, every stream and the sockets. Commands are refused from then on.
    func shutdown() async {
        await withCheckedContinuation { continuation in
            queue.async {
                for room in self.rooms.rooms { _ = self.performNow(.closeRoom(room)) }
                guard self.timer != nil else { return continuation.resume() }
                for stream in Array(self.carriers.streams.elements) {
                    self.close(stream, byUs: true)
                }
                self.stop { continuation.resume() }
            }
        }
    }

    private func performNow(_ command: MediaCommand) -> MediaReply {
        guard timer != nil, let plane = router.plane else { return .refused(.unknownRoom) }
        let now = MonotonicClock.now()
        slab.now = now
        let reply = plane.perform(command, now: now)
        handOver(now: now)
        if case .closeRoom(let room) = command { rooms.close(room) }
        return reply
    }
}
