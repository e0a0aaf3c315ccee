/// Big-endian reads that answer `nil` past the end instead of trapping.
extension RawSpan {
    @inlinable
    package func uint8(at offset: Int) -> UInt8? {
        guard offset >= 0, offset < byteCount else { return nil }
        return unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    @inlinable
    package func uint16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset <= byteCount - 2 else { return nil }
        return UInt16(
            bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
    }

    @inlinable
    package func uint24(at offset: Int) -> UInt32? {
        guard let high = uint16(at: offset), let low = uint8(at: offset + 2) else { return nil }
        return UInt32(high) << 8 | UInt32(low)
    }

    @inlinable
    package func uint32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset <= byteCount - 4 else { return nil }
        return UInt32(
            bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
    }

    @inlinable
    package func uint64(at offset: Int) -> UInt64? {
        guard offset >= 0, offset <= byteCount - 8 else { return nil }
        return UInt64(
            bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    /// The bytes of `range` as an array of their own; empty where the range leaves the span.
    package func copy(_ range: Range<Int>) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else { return [] }
        return [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            for offset in range {
                buffer[count] = unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
                count += 1
            }
        }
    }

    /// All bytes as an array of their own.
    package func copy() -> [UInt8] { copy(0..<byteCount) }
}
