/// Reads the fields of a TLS structure one after the other (RFC 8446 §3).
struct TLSVector {
    private(set) var bytes: ArraySlice<UInt8>
    private let start: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        start = bytes.startIndex
    }

    var isEmpty: Bool { bytes.isEmpty }
    var remaining: Int { bytes.count }
    /// Bytes read so far.
    var consumed: Int { bytes.startIndex - start }

    mutating func uint8() -> UInt8? { bytes.popFirst() }

    mutating func uint16() -> UInt16? {
        guard bytes.count >= 2, let high = uint8(), let low = uint8() else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    /// What follows a length of one byte.
    mutating func vector8() -> TLSVector? {
        guard let length = uint8() else { return nil }
        return bytes(Int(length)).map { TLSVector($0) }
    }

    /// What follows a length of two bytes.
    mutating func vector16() -> TLSVector? {
        guard let length = uint16() else { return nil }
        return bytes(Int(length)).map { TLSVector($0) }
    }

    /// All that is left, two bytes each; `nil` for an odd number of bytes.
    func numbers() -> [UInt16]? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        var rest = self
        var numbers: [UInt16] = []
        numbers.reserveCapacity(bytes.count / 2)
        while let number = rest.uint16() { numbers.append(number) }
        return numbers
    }
}
