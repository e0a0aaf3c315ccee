import Wire

/// The last bytes of each synthetic payload: who sent it, which it is, and when.
///
///     magic (4) │ source (4) │ number (8) │ sent at (8), nanoseconds since 1970
///
/// At the end, because a server may rewrite the codec's descriptor at the beginning.
struct ProbeMark: Equatable {
    static let length = 24
    private static let magic: UInt32 = 0x616f_7274

    /// Which publisher's stream.
    let source: UInt32
    /// Counts the stream's packets from 0.
    let number: UInt64
    let sentAt: UInt64

    init(source: UInt32, number: UInt64, sentAt: UInt64) {
        self.source = source
        self.number = number
        self.sentAt = sentAt
    }

    /// - Parameter payload: a whole plain payload.
    /// - Returns: `nil` where it does not end in a mark.
    init?(endOf payload: UnsafeRawBufferPointer) {
        guard payload.count >= Self.length else { return nil }
        let start = payload.count - Self.length
        let read = { (offset: Int) in
            UInt64(
                bigEndian: payload.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self))
        }
        let head = read(0)
        guard head >> 32 == UInt64(Self.magic) else { return nil }
        source = UInt32(truncatingIfNeeded: head)
        number = read(8)
        sentAt = read(16)
    }

    func write(atEndOf payload: UnsafeMutableRawBufferPointer) {
        let start = payload.count - Self.length
        let head = UInt64(Self.magic) << 32 | UInt64(source)
        payload.storeBytes(of: head.bigEndian, toByteOffset: start, as: UInt64.self)
        payload.storeBytes(of: number.bigEndian, toByteOffset: start + 8, as: UInt64.self)
        payload.storeBytes(of: sentAt.bigEndian, toByteOffset: start + 16, as: UInt64.self)
    }

    /// The bytes between descriptor and mark.
    static let filling: UInt8 = 0xa5
    /// Bytes at the beginning that are not filling: what a codec puts there.
    static let headLength = 20

    /// Whether every byte of a payload that can be known is as it was sent.
    static func isWhole(_ payload: UnsafeRawBufferPointer) -> Bool {
        guard payload.count >= headLength + length else { return false }
        let pattern = UInt64(filling) &* 0x0101_0101_0101_0101
        var offset = headLength
        let end = payload.count - length
        while offset + 8 <= end {
            guard payload.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == pattern
            else { return false }
            offset += 8
        }
        return payload[offset..<end].allSatisfy { $0 == filling }
    }
}
