internal import CLinuxUDP
import Wire

/// The send slab of one shard: each datagram leaves by its path's carrier, a socket or a stream.
///
/// Consecutive datagrams of one length on one path leave as one message (UDP_SEGMENT), which
/// costs the kernel about as much as one datagram. Never blocks: what a full socket does not take
/// is lost, as on any network.
package final class CarrierSendSlab: SendSlab {
    /// Datagrams in one message, the kernel's limit on all its versions.
    static let segmentLimit = 64
    /// Bytes in one message, below the 65,507 that IPv4 carries.
    static let messageLength = 65_000
    /// Destinations remembered not to take segmented messages. Past it all are forgotten, and
    /// found out again at the price of one refused call each.
    static let memoLimit = 1_024

    package private(set) var counters = SendCounters()
    private(set) var unsegmentedDestinations: Set<SocketAddress> = []
    /// Of the burst that writes here: how long streams have kept a datagram waiting.
    package var now = MonotonicTime(nanoseconds: 0)
    private let carriers: Carriers
    private var batch: [Run] = []
    /// Streams that were given something since the last flush.
    private var fedStreams: [StreamCarrier] = []
    private let departures = UnsafeMutablePointer<aorta_udp_departure>.allocate(
        capacity: Int(AORTA_UDP_BATCH))

    /// Slots that make one message.
    private struct Run {
        let slots: Range<Int>
        let byteCount: Int
    }

    init(carriers: Carriers) {
        self.carriers = carriers
        batch.reserveCapacity(Int(AORTA_UDP_BATCH))
        super.init()
    }

    deinit {
        departures.deallocate()
    }

    package override func flush() {
        if !slots.isEmpty { send(slots) }
        super.flush()
    }

    private func send(_ slots: [Slot]) {
        var next = 0
        while next < slots.count {
            let carrier = slots[next].path.carrier
            if let socket = carriers.socket(of: carrier) {
                next = send(slots, from: next, over: carrier, by: socket)
            } else {
                give(slots[next], to: carriers.streams[carrier])
                next += 1
            }
        }
        for stream in fedStreams { stream.send(now: now) }
        fedStreams.removeAll(keepingCapacity: true)
    }

    /// Sends one batch of messages over `carrier`, from `first` on.
    ///
    /// - Returns: the first slot that is left.
    private func send(
        _ slots: [Slot], from first: Int, over carrier: Carrier, by socket: UDPSocket
    ) -> Int {
        var next = first
        batch.removeAll(keepingCapacity: true)
        while next < slots.count, batch.count < Int(AORTA_UDP_BATCH),
            slots[next].path.carrier == carrier
        {
            let run = run(startingAt: next, in: slots)
            next = run.slots.upperBound
            if socket.reaches(slots[run.slots.lowerBound].path.remote) {
                stage(run, of: slots)
            } else {
                counters.datagramsRefused += UInt64(run.slots.count)
            }
        }
        guard sendBatch(slots, by: socket) else {
            // The socket is full: what else it was to take is lost with the rest of the batch.
            while next < slots.count, slots[next].path.carrier == carrier {
                counters.datagramsDropped += 1
                next += 1
            }
            return next
        }
        return next
    }

    private func give(_ slot: Slot, to stream: StreamCarrier?) {
        guard slot.path.carrier.kind == .stream, let stream else {
            counters.datagramsRefused += 1
            return
        }
        let datagram = UnsafeRawBufferPointer(
            rebasing: memory[slot.offset..<(slot.offset + slot.length)])
        if stream.queue(datagram, now: now) { fedStreams.append(stream) }
        counters.datagramsSent += 1
        counters.bytesSent += UInt64(slot.length)
    }

    /// The longest run from `first` on that can be one message: equal lengths but for the last,
    /// which may be shorter.
    private func run(startingAt first: Int, in slots: [Slot]) -> Run {
        let path = slots[first].path
        let segmentLength = slots[first].length
        var byteCount = segmentLength
        var end = first + 1
        guard segmentLength > 0, !unsegmentedDestinations.contains(path.remote)
        else { return Run(slots: first..<end, byteCount: byteCount) }

        while end < slots.count, end - first < Self.segmentLimit,
            slots[end - 1].length == segmentLength, slots[end].length <= segmentLength,
            slots[end].length > 0, byteCount + slots[end].length <= Self.messageLength,
            slots[end].path == path
        {
            byteCount += slots[end].length
            end += 1
        }
        return Run(slots: first..<end, byteCount: byteCount)
    }

    private func stage(_ run: Run, of slots: [Slot]) {
        let first = slots[run.slots.lowerBound]
        var departure = aorta_udp_departure()
        departure.bytes = UnsafeRawPointer(memory.baseAddress.unsafelyUnwrapped + first.offset)
        departure.length = UInt32(run.byteCount)
        departure.segment_length = run.slots.count > 1 ? UInt16(first.length) : 0
        departure.to = aorta_udp_address(first.path.remote)
        departures[batch.count] = departure
        batch.append(run)
    }

    /// - Returns: whether the socket still takes messages.
    private func sendBatch(_ slots: [Slot], by socket: UDPSocket) -> Bool {
        var done = 0
        while done < batch.count {
            let sent = aorta_udp_send(
                socket.handle, departures + done, UInt32(batch.count - done))
            if sent > 0 {
                for index in done..<(done + Int(sent)) { countSent(batch[index]) }
                done += Int(sent)
                continue
            }
            let run = batch[done]
            switch SendVerdict(code: -sent, isSegmented: run.slots.count > 1) {
            case .dropRest:
                for index in done..<batch.count {
                    counters.datagramsDropped += UInt64(batch[index].slots.count)
                }
                return false
            case .sendSingly:
                stopSegmenting(to: slots[run.slots.lowerBound].path.remote)
                sendSingly(run, of: slots, by: socket)
            case .drop:
                counters.datagramsRefused += UInt64(run.slots.count)
            }
            done += 1
        }
        return true
    }

    func stopSegmenting(to destination: SocketAddress) {
        if unsegmentedDestinations.count >= Self.memoLimit { unsegmentedDestinations.removeAll() }
        unsegmentedDestinations.insert(destination)
        counters.segmentationRefused += 1
    }

    private func sendSingly(_ run: Run, of slots: [Slot], by socket: UDPSocket) {
        for slot in slots[run.slots] {
            var departure = aorta_udp_departure()
            departure.bytes = UnsafeRawPointer(memory.baseAddress.unsafelyUnwrapped + slot.offset)
            departure.length = UInt32(slot.length)
            departure.to = aorta_udp_address(slot.path.remote)
            if aorta_udp_send(socket.handle, &departure, 1) == 1 {
                counters.datagramsSent += 1
                counters.bytesSent += UInt64(slot.length)
            } else {
                counters.datagramsRefused += 1
            }
        }
    }

    private func countSent(_ run: Run) {
        counters.datagramsSent += UInt64(run.slots.count)
        counters.bytesSent += UInt64(run.byteCount)
        if run.slots.count > 1 { counters.segmentedMessages += 1 }
    }
}
