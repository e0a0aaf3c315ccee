import Dispatch
import SFU
import TURN

// Commands, from anywhere.
extension Shard {
    /// Opens a room whose events go to the stream that is returned.
    func openRoom(_ room: RoomID) async -> Result<AsyncStream<MediaEvent>, MediaReply.Refusal> {
        await ask {
            guard let events = self.rooms.open(room) else { return .failure(.roomExists) }
            let reply = self.performNow(.openRoom(room))
            if case .refused(let refusal) = reply {
                self.rooms.close(room)
                return .failure(refusal)
            }
            return .success(events)
        }
    }

    func perform(_ command: MediaCommand) async -> MediaReply {
        await ask { self.performNow(command) }
    }

    /// Performs a command whose answer nobody waits for.
    func post(_ command: MediaCommand) {
        enter { _ = self.performNow(command) }
    }

    /// Ends the allocations of credentials with this label, and lets no more be made.
    func revokeTURN(label: String) {
        enter {
            guard self.timer != nil else { return }
            self.router.revokeTURN(label: label, now: MonotonicClock.now())
            self.handOver()
        }
    }

    func readCounters() async -> ShardCounters {
        await ask {
            var counters = self.counters
            counters.sent = self.slab.counters
            counters.sent.datagramsDropped += self.router.bridge?.datagramsDropped ?? 0
            counters.forwarding = self.router.plane?.counters ?? ForwardingCounters()
            counters.forwarding.datagramsUnrouted += self.router.datagramsUnrouted
            counters.turn = self.router.turn?.counters ?? counters.turn
            counters.streams = self.streamCounters()
            return counters
        }
    }

    /// Closes every room, every stream and the sockets. Commands are refused from then on.
    func shutdown() async {
        await withCheckedContinuation { continuation in
            enter {
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
        handOver()
        if case .closeRoom(let room) = command { rooms.close(room) }
        return reply
    }
}
