import Wire

/// Datagrams that one shard passes to another, copied one behind the other.
struct HandedOverBurst: Sendable {
    private struct Datagram {
        let length: Int
        let path: NetworkPath
    }

    private(set) var bytes: [UInt8] = []
    private var datagrams: [Datagram] = []

    var isEmpty: Bool { datagrams.isEmpty }
    var count: Int { datagrams.count }

    mutating func append(_ datagram: UnsafeRawBufferPointer, on path: NetworkPath) {
        bytes += datagram
        datagrams.append(Datagram(length: datagram.count, path: path))
    }

    /// Hands each to `body`; they stay where they are until `end` has returned.
    mutating func forEach(
        _ body: (UnsafeMutableRawBufferPointer, NetworkPath) -> Void, end: () -> Void
    ) {
        bytes.withUnsafeMutableBytes { bytes in
            var place = 0
            for datagram in datagrams {
                let range = place..<(place + datagram.length)
                body(UnsafeMutableRawBufferPointer(rebasing: bytes[range]), datagram.path)
                place = range.upperBound
            }
            end()
        }
    }
}
