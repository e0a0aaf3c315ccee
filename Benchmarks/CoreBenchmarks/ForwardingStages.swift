import RTP
import SFU
import Wire

/// Gives a packet one subscriber's numbers and writes its header.
final class RewriteStage: Stage {
    let name = "rewrite"
    private let ring = PacketRing()
    private var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 1)
    private var sequenceNumber: UInt16 = 0

    func prepare() {}

    func run() {
        for index in 0..<Lap.packets {
            let numbers = rewriter.rewrite(sequenceNumber, UInt32(sequenceNumber) &* 600)
            sequenceNumber &+= 1
            guard let numbers else { fatalError("a number was given out twice") }
            let slot = ring.slot(index)
            RTPHeader.write(
                payloadType: 96, marker: false, sequenceNumber: numbers.sequenceNumber,
                timestamp: numbers.timestamp, ssrc: rewriter.ssrc, hasExtension: true, into: slot)
            var extensions = HeaderExtensionsWriter(
                into: UnsafeMutableRawBufferPointer(rebasing: slot[RTPHeader.fixedLength...]))
            extensions.write(5, numbers.sequenceNumber)
            precondition(extensions.finish() == 8)
        }
    }
}

/// Keeps a packet for retransmission to one subscriber.
final class CacheStage: Stage {
    let name = "cache"
    private let ring = PacketRing()
    /// Has its full size before what is counted.
    private let store = PacketStore(packetLimit: 64)
    private let cache = RetransmissionCache(slotCount: 512)
    private var sequenceNumber: UInt16 = 0

    func prepare() {
        ring.fill(isWhole: true)
    }

    func run() {
        for index in 0..<Lap.packets {
            let packet = UnsafeRawBufferPointer(ring.packet(index, PacketRing.plainLength))
            let payload = UnsafeRawBufferPointer(rebasing: packet[PacketRing.headerLength...])
            store.beginBurst(of: 1)
            cache.store(
                .init(
                    numbers: .init(sequenceNumber: sequenceNumber, timestamp: 0), marker: false),
                payload: payload,
                at: store.keep(payload, index: 0, at: MonotonicTime(nanoseconds: 0)))
            sequenceNumber &+= 1
        }
    }
}
