import Wire

/// Cuts what comes over TCP or TLS into STUN messages and ChannelData (RFC 8656 §12.5, RFC 8489
/// §6.2.2), however the network cut it.
///
/// Holds at most one unfinished message: ``messageLimit`` bytes.
package struct TURNStreamFraming {
    /// The longest ChannelData with its padding.
    package static let messageLimit = 4 + 65_536

    private var waiting: [UInt8] = []

    package init() {}

    /// Bytes of a message whose rest hasn't come.
    package var waitingByteCount: Int { waiting.count }

    /// Hands each message that `bytes` complete to `body`, in order; ChannelData with its padding.
    ///
    /// - Parameter body: takes a message that is valid, and may be written to, until it returns.
    /// - Throws: where no message can begin: the stream is of no use from there. What came before
    ///   was handed out.
    package mutating func receive(
        _ bytes: [UInt8], _ body: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(TURNStreamError) {
        var bytes = bytes
        var taken = 0
        while !waiting.isEmpty, taken < bytes.count {
            // No more than the message that waits, so that the rest need not be copied.
            let wanted = try waiting.withUnsafeBytes(Self.extent).get() ?? waiting.count + 1
            let end = min(taken + wanted - waiting.count, bytes.count)
            waiting.append(contentsOf: bytes[taken..<end])
            taken = end
            guard try waiting.withUnsafeBytes(Self.extent).get() == waiting.count else { continue }
            waiting.withUnsafeMutableBytes(body)
            waiting.removeAll(keepingCapacity: waiting.count <= Self.keptCapacity)
        }
        let cut = bytes.withUnsafeMutableBytes { Self.cut($0, from: taken, body) }
        taken = try cut.get()
        waiting.append(contentsOf: bytes[taken...])
    }

    /// What is kept for the next unfinished message, in bytes: more than a datagram's worth is rare.
    private static let keptCapacity = 4096

    /// Hands out the messages that are whole.
    ///
    /// - Returns: where the unfinished one begins.
    private static func cut(
        _ bytes: UnsafeMutableRawBufferPointer, from start: Int,
        _ body: (UnsafeMutableRawBufferPointer) -> Void
    ) -> Result<Int, TURNStreamError> {
        var start = start
        while true {
            switch extent(of: UnsafeRawBufferPointer(rebasing: bytes[start...])) {
            case .failure(let error): return .failure(error)
            case .success(let length):
                guard let length, length <= bytes.count - start else { return .success(start) }
                body(UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + length)]))
                start += length
            }
        }
    }

    /// Bytes of the message that begins here, padding included; `nil` while too few have come to
    /// tell.
    private static func extent(
        of bytes: UnsafeRawBufferPointer
    ) -> Result<Int?, TURNStreamError> {
        let span = bytes.bytes
        guard let first = span.uint8(at: 0) else { return .success(nil) }
        let kind = DatagramKind(firstByte: first)
        guard kind == .stun || kind == .turnChannelData
        else { return .failure(.neitherSTUNNorChannelData) }
        guard let length = span.uint16(at: 2).map({ Int($0) }) else { return .success(nil) }
        if kind == .turnChannelData { return .success(4 + (length + 3) & ~3) }
        guard length % 4 == 0 else { return .failure(.neitherSTUNNorChannelData) }
        for (offset, byte) in magicCookie.enumerated() {
            guard let found = span.uint8(at: 4 + offset) else { return .success(nil) }
            guard found == byte else { return .failure(.neitherSTUNNorChannelData) }
        }
        return .success(20 + length)
    }

    private static let magicCookie: [UInt8] = [0x21, 0x12, 0xA4, 0x42]
}

/// Why a stream can't be read any further.
package enum TURNStreamError: Error, Equatable {
    case neitherSTUNNorChannelData
}
