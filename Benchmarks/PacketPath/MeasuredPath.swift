import CAllocationCount
import DTLSSRTP
import Glibc
import SFU
import Simulation
import Wire

/// One publisher and its subscribers, connected, with packets at hand to be received.
struct MeasuredPath {
    /// Of all packets received while measuring.
    struct Result: CustomStringConvertible {
        let packets: Int
        /// Of the median burst, for one packet.
        let nanoseconds: Int
        let forwarded: Int
        let allocations: Int
        /// In the plane's periodic work meanwhile.
        let periodicAllocations: Int

        var description: String {
            let each = Double(allocations) / Double(packets)
            return "\(nanoseconds) ns, \(each) allocations a packet received; "
                + "\(forwarded) forwarded of \(packets); "
                + "\(periodicAllocations) allocations in periodic work"
        }
    }

    private let call: SimulatedCall
    private let publisher: SimulatedBrowser
    private let path: NetworkPath

    /// Packets that arrive together, as a frame's do.
    private static let burst = 6

    init(subscribers: Int, isRecorded: Bool) throws {
        call = try SimulatedCall(seed: 1)
        publisher = try call.joinWithCamera()
        for _ in 0..<subscribers { _ = try call.join() }
        let recording = RecordingID(rawValue: "recording")
        if isRecorded {
            call.perform(.startRecording(recording, call.room))
            call.perform(.grantRecording(publisher.id, call.room))
        }
        call.run(for: .seconds(3))
        publisher.publisher.isSending = false
        call.run(for: .seconds(1))
        path = NetworkPath(remote: publisher.publisher.transport.address)
    }

    /// - Parameter packets: at most what one video stream sends before its numbers wrap.
    func measure(packets count: Int) -> Result {
        let warmUp = 1_200
        var packets = protectedPackets(warmUp + count)
        let slab = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.burst * 2_048, alignment: 64)
        defer { slab.deallocate() }
        var now = call.now
        var nanoseconds: [Int] = []
        var allocations = 0
        var periodicAllocations = 0
        var forwardedBefore = call.plane.counters.packetsForwarded
        packets.removeLast(packets.count % Self.burst)
        for start in stride(from: 0, to: packets.count, by: Self.burst) {
            let isMeasured = start >= warmUp
            if start == warmUp { forwardedBefore = call.plane.counters.packetsForwarded }
            let datagrams = place(packets[start..<(start + Self.burst)], in: slab)

            let allocatedBefore = aorta_allocation_count()
            let startedAt = Self.clock()
            for datagram in datagrams { call.plane.receive(datagram, from: path, now: now) }
            call.plane.endBurst(now: now)
            let endedAt = Self.clock()
            let allocated = Int(aorta_allocation_count() - allocatedBefore)
            if isMeasured {
                nanoseconds.append(endedAt - startedAt)
                allocations += allocated
            }
            call.discardSent()

            if start % (100 * Self.burst) == 0 { checkAll(now: now) }
            now = now + .milliseconds(10)
            let periodicBefore = aorta_allocation_count()
            if start % (2 * Self.burst) == 0 { call.plane.advance(to: now) }
            if isMeasured {
                periodicAllocations += Int(aorta_allocation_count() - periodicBefore)
            }
            call.discardSent()
        }
        let forwarded = call.plane.counters.packetsForwarded - forwardedBefore
        return Result(
            packets: packets.count - warmUp,
            nanoseconds: nanoseconds.sorted()[nanoseconds.count / 2] / Self.burst,
            forwarded: Int(forwarded), allocations: allocations,
            periodicAllocations: periodicAllocations)
    }

    /// Nobody shall fall silent meanwhile.
    private func checkAll(now: MonotonicTime) {
        for transport in call.browsers.flatMap({
            [$0.publisher.transport, $0.subscriber.transport]
        }) {
            guard let remote = transport.remote else { continue }
            var check = transport.check(remote)
            check.withUnsafeMutableBytes {
                call.plane.receive(
                    $0, from: NetworkPath(remote: transport.address), now: now)
            }
        }
        call.discardSent()
    }

    /// SRTP packets of the camera, each to be received once.
    private func protectedPackets(_ count: Int) -> [[UInt8]] {
        let camera = publisher.publisher.streams[1]
        camera.encoder.deltaPackets = Self.burst
        camera.encoder.keyframePackets = Self.burst
        camera.encoder.packetLength = 1_050
        return publisher.publisher.protectedFrames(
            of: camera, count: count / Self.burst + 1, from: call.now)
    }

    private func place(
        _ packets: ArraySlice<[UInt8]>, in slab: UnsafeMutableRawBufferPointer
    ) -> [UnsafeMutableRawBufferPointer] {
        packets.enumerated().map { index, packet in
            let slot = UnsafeMutableRawBufferPointer(
                rebasing: slab[(index * 2_048)..<(index * 2_048 + packet.count)])
            slot.copyBytes(from: packet)
            return slot
        }
    }

    private static func clock() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
