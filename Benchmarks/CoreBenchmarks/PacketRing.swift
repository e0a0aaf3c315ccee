import RTP
import Wire

/// The packets of a lap in one piece of memory, numbered on from lap to lap: video of 1,200 bytes
/// as it is sent, with a header extension, as browsers write it.
final class PacketRing {
    static let stride = 2_048
    static let headerLength = 20
    static let tagLength = 16
    /// With header and tag.
    static let packetLength = 1_200
    static let plainLength = packetLength - tagLength
    static let ssrc: UInt32 = 0x1234_5678
    /// Of the transport-wide sequence number.
    static let extensionID: UInt8 = 3

    let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Lap.packets * stride, alignment: 64)
    let payload: [UInt8] = (0..<(plainLength - headerLength)).map {
        UInt8(truncatingIfNeeded: $0 &* 31 &+ 7)
    }
    private var sequenceNumber: UInt16 = 0

    deinit {
        memory.deallocate()
    }

    /// The whole slot of one packet.
    func slot(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            rebasing: memory[(index * Self.stride)..<((index + 1) * Self.stride)])
    }

    /// One packet of `length` bytes.
    func packet(_ index: Int, _ length: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            rebasing: memory[(index * Self.stride)..<(index * Self.stride + length)])
    }

    /// Writes the headers of the next lap, and with `isWhole` the payloads behind them.
    func fill(isWhole: Bool) {
        for index in 0..<Lap.packets {
            let slot = slot(index)
            RTPHeader.write(
                payloadType: 96, marker: index % 5 == 4, sequenceNumber: sequenceNumber,
                timestamp: UInt32(sequenceNumber / 5) &* 3_000, ssrc: Self.ssrc,
                hasExtension: true, into: slot)
            var extensions = HeaderExtensionsWriter(
                into: UnsafeMutableRawBufferPointer(rebasing: slot[RTPHeader.fixedLength...]))
            extensions.write(Self.extensionID, sequenceNumber)
            precondition(RTPHeader.fixedLength + extensions.finish() == Self.headerLength)
            if isWhole {
                UnsafeMutableRawBufferPointer(rebasing: slot[Self.headerLength...])
                    .copyBytes(from: payload)
            }
            sequenceNumber &+= 1
        }
    }
}
