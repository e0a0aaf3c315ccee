/// What a shard's datagrams travel over: one of its sockets, a stream, or an allocation in memory.
///
/// A number that the engine (or the TURN server, for allocations in memory) gives out and does not
/// use again while anything remembers it: 2^26 of a kind go round.
package struct Carrier: Hashable, Sendable {
    /// How what is sent leaves.
    package enum Kind: UInt32, Sendable {
        /// A UDP socket that everybody sends to; number 0 is the shard's first.
        case listener
        /// The UDP socket of one allocation's relayed transport address (RFC 8656 §3).
        case relay
        /// A TCP connection or what comes out of TLS.
        case stream
        /// An allocation whose only peers are this server's own endpoints.
        case virtualRelay
    }

    /// Kind in bits 30…31, number in bits 4…29, peer in bits 0…3.
    package let rawValue: UInt32

    package static let numberLimit: UInt32 = 1 << 26
    package static let peerLimit: UInt8 = 16

    /// - Parameters:
    ///   - number: below ``numberLimit``.
    ///   - peer: which of the server's own addresses a virtual relay is sent to; below
    ///     ``peerLimit``, and 0 for other kinds.
    package init(_ kind: Kind, number: UInt32, peer: UInt8 = 0) {
        precondition(number < Self.numberLimit && peer < Self.peerLimit)
        rawValue = kind.rawValue << 30 | number << 4 | UInt32(peer)
    }

    /// - Parameter rawValue: another carrier's.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The shard's first UDP socket.
    package static let udp = Carrier(.listener, number: 0)

    package var kind: Kind {
        switch rawValue >> 30 {
        case 0: .listener
        case 1: .relay
        case 2: .stream
        default: .virtualRelay
        }
    }

    package var number: UInt32 { rawValue >> 4 & (Self.numberLimit - 1) }

    package var peer: UInt8 { UInt8(rawValue & 15) }
}
