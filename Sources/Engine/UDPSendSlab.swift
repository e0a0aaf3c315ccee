internal import CLinuxUDP
import Wire

/// The send slab of one UDP socket.
///
/// Consecutive datagrams of one length to one address leave as one message (UDP_SEGMENT), which
/// costs the kernel about as much as one datagram. Never blocks: what a full socket does not take
/// is lost, as on any network.
package final class UDPSendSlab: SendSlab {
    /// Datagrams in one message, the kernel's limit on all its versions.
    static let segmentLimit = 64
    /// Bytes in one message, below the 65,507 that IPv4 carries.
    static let messageLength = 65_000
    /// Destinations remembered not to take segmented messages. Past it all are forgotten, and
    /// found out again at the price of one refused call each.
    static let memoLimit = 1_024

    package private(set) var counters = SendCounters()
    private(set) var unsegmentedDestinations: Set<SocketAddress> = []
    private let socket: UDPSocket
    private var batch: [Run] = []
    private let departures = UnsafeMutablePointer<aorta_udp_departure>.allocate(
        capacity: Int(AORTA_UDP_BATCH))

    /// Slots that make one message.
    private struct Run {
        let slots: Range<Int>
        let byteCount: Int
    }

    package init(socket: UDPSocket) {
        self.socket = socket
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
            batch.removeAll(keepingCapacity: true)
            while next < slots.count, batch.count < Int(AORTA_UDP_BATCH) {
                let run = run(startingAt: next, in: slots)
                next = run.slots.upperBound
                let path = slots[run.slots.lowerBound].path
                if path.carrier == .udp, socket.reaches(path.remote) {
                    stage(run, of: slots)
                } else {
                    counters.datagramsRefused += UInt64(run.slots.count)
                }
            }
            guard sendBatch(slots) else {
                counters.datagramsDropped += UInt64(slots.count - next)
                return
            }
        }
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
    private func sendBatch(_ slots: [Slot]) -> Bool {
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
                sendSingly(run, of: slots)
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

    private func sendSingly(_ run: Run, of slots: [Slot]) {
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
