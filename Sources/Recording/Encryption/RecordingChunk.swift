/// One record of an encrypted recording: its head in the clear, the encrypted bytes, the tag.
///
///     head      4  length of the bytes, big endian
///               1  kind
///               3  zero
///     bytes     as many as the head says
///     tag       16
package struct RecordingChunk: Equatable, Sendable {
    /// What the bytes of a chunk are.
    package enum Kind: UInt8, Sendable {
        /// The container's next bytes.
        case media = 0
        /// A place (8 bytes) and what stands there instead of what was written before.
        case patch = 1
        /// ``RecordingEnd``: nothing comes behind it.
        case end = 2
    }

    package static let headByteCount = 8
    package static let tagByteCount = 16
    /// Longer media are cut into several chunks; no chunk is longer.
    package static let byteLimit = 64 * 1024

    package let kind: Kind
    /// Of the bytes as they were before they were encrypted.
    package let byteCount: Int

    package init(_ kind: Kind, byteCount: Int) {
        self.kind = kind
        self.byteCount = byteCount
    }

    /// - Returns: `nil` for what cannot be the head of a chunk.
    package init?(head: [UInt8]) {
        guard head.count == Self.headByteCount, let kind = Kind(rawValue: head[4]),
            head[5...].allSatisfy({ $0 == 0 })
        else { return nil }
        let byteCount = head[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard byteCount <= Self.byteLimit else { return nil }
        self.init(kind, byteCount: byteCount)
    }

    package var head: [UInt8] {
        let length = UInt32(truncatingIfNeeded: byteCount)
        return [
            UInt8(length >> 24), UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF),
            UInt8(length & 0xFF), kind.rawValue, 0, 0, 0,
        ]
    }

    /// No such chunk is ever written; what is all zeros looks like one.
    package var isEmptyMedia: Bool { kind == .media && byteCount == 0 }

    /// Head, bytes and tag.
    package var fileByteCount: Int { Self.headByteCount + byteCount + Self.tagByteCount }
}
