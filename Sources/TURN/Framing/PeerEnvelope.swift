import STUN
import Wire

/// What stands around a peer's datagram on its way to a client: ChannelData where a channel is
/// bound, else a Data indication (RFC 8656 §11.5, §12.7).
struct PeerEnvelope {
    /// `nil` for a Data indication.
    let channel: UInt16?
    let peer: SocketAddress
    let payloadLength: Int
    /// ChannelData on a stream is padded to a multiple of four bytes (§12.5).
    let isOnStream: Bool

    /// Bytes in front.
    var head: Int {
        if channel != nil { return ChannelData.headerLength }
        // STUN's header, XOR-PEER-ADDRESS, and the type and length of DATA.
        return 20 + (peer.isIPv4 ? 12 : 24) + 4
    }

    /// Bytes behind. DATA is padded like every attribute of STUN.
    var tail: Int { channel == nil || isOnStream ? -payloadLength & 3 : 0 }

    var length: Int { head + payloadLength + tail }

    /// Writes head and padding around a payload that already stands there.
    ///
    /// - Parameters:
    ///   - body: the payload's place, ``head`` bytes from the start.
    ///   - memory: ``length`` bytes at least.
    func write(
        around body: Range<Int>, in memory: UnsafeMutableRawBufferPointer,
        transactionID: TransactionID
    ) {
        let front = UnsafeMutableRawBufferPointer(rebasing: memory[..<body.lowerBound])
        if let channel {
            var writer = ByteWriter(into: front)
            writer.write(channel)
            writer.write(UInt16(truncatingIfNeeded: payloadLength))
        } else {
            var writer = STUNMessageWriter(
                messageClass: .indication, method: .data, transactionID: transactionID, into: front)
            writer.writeXORAddress(.xorPeerAddress, peer)
            writer.beginAttribute(.data, length: payloadLength)
        }
        for offset in body.upperBound..<(body.upperBound + tail) { memory[offset] = 0 }
    }
}

/// Transaction IDs of indications, which nobody answers: they need only differ.
struct IndicationNumbers {
    private let high = UInt32.random(in: .min ... .max)
    private var low = UInt64.random(in: .min ... .max)

    mutating func next() -> TransactionID {
        low &+= 1
        return TransactionID(high: high, low: low)
    }
}
