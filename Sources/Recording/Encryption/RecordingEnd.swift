/// What the last chunk of an encrypted recording says: without it, or with another sum, something
/// was cut off.
package struct RecordingEnd: Equatable, Sendable {
    /// `false`: the server or its disk failed before the recording was stopped.
    package let isComplete: Bool
    /// Chunks before this one.
    package let chunkCount: UInt64
    /// Of all media chunks together.
    package let mediaByteCount: Int

    static let byteCount = 17

    package init(isComplete: Bool, chunkCount: UInt64, mediaByteCount: Int) {
        self.isComplete = isComplete
        self.chunkCount = chunkCount
        self.mediaByteCount = mediaByteCount
    }

    init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes[0] <= 1,
            let mediaByteCount = Int(exactly: UInt64(bigEndian: bytes[9..<17]))
        else { return nil }
        self.init(
            isComplete: bytes[0] == 1, chunkCount: UInt64(bigEndian: bytes[1..<9]),
            mediaByteCount: mediaByteCount)
    }

    package var bytes: [UInt8] {
        [isComplete ? 1 : 0] + chunkCount.bigEndianBytes
            + UInt64(clamping: mediaByteCount).bigEndianBytes
    }
}

extension RecordingPatch {
    /// The bytes of a patch chunk.
    package var chunkBytes: [UInt8] { UInt64(clamping: offset).bigEndianBytes + bytes }

    /// `nil` where there is no place.
    init?(chunkBytes: [UInt8]) {
        guard chunkBytes.count >= 8,
            let offset = Int(exactly: UInt64(bigEndian: chunkBytes[..<8]))
        else { return nil }
        self.init(offset: offset, bytes: Array(chunkBytes[8...]))
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }

    /// - Parameter bytes: eight of them.
    init(bigEndian bytes: ArraySlice<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
