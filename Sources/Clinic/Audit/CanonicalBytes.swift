/// Fields as bytes that can be read in one way only: each text and byte string behind its length
/// (8 bytes, big endian), `nil` as a length that none can have.
struct CanonicalBytes {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: Int64) {
        bytes += number.bigEndianBytes
    }

    mutating func append(_ value: [UInt8]) {
        append(Int64(value.count))
        bytes += value
    }

    mutating func append(_ text: String?) {
        guard let text else { return append(-1) }
        append(Array(text.utf8))
    }
}
