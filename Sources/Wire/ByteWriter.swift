/// Writes big-endian fields, one after the other, into memory that the caller owns.
///
/// Past the end nothing is written and ``hasOverflowed`` stays true: check it once, at the end.
package struct ByteWriter {
    @usableFromInline let memory: UnsafeMutableRawBufferPointer
    /// Bytes written so far, from the start of the memory.
    package private(set) var count = 0
    package private(set) var hasOverflowed = false

    package init(into memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    package mutating func write(_ value: UInt8) { store(value) }
    package mutating func write(_ value: UInt16) { store(value.bigEndian) }
    package mutating func write(_ value: UInt32) { store(value.bigEndian) }
    package mutating func write(_ value: UInt64) { store(value.bigEndian) }

    /// - Parameter value: its lower 24 bits are written.
    package mutating func writeUInt24(_ value: UInt32) {
        write(UInt8(truncatingIfNeeded: value >> 16))
        write(UInt16(truncatingIfNeeded: value))
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard let destination = take(bytes.count) else { return }
        destination.copyMemory(from: bytes)
    }

    package mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    package mutating func write(zeros count: Int) {
        for _ in 0..<max(count, 0) { write(UInt8(0)) }
    }

    /// Overwrites two bytes already written, such as a length known only now.
    package mutating func overwrite(_ value: UInt16, at offset: Int) {
        guard offset >= 0, offset <= count - 2 else { return }
        memory.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }

    private mutating func store<Value: BitwiseCopyable>(_ value: Value) {
        guard let destination = take(MemoryLayout<Value>.size) else { return }
        destination.storeBytes(of: value, as: Value.self)
    }

    private mutating func take(_ byteCount: Int) -> UnsafeMutableRawBufferPointer? {
        guard !hasOverflowed, byteCount <= memory.count - count else {
            hasOverflowed = true
            return nil
        }
        defer { count += byteCount }
        return UnsafeMutableRawBufferPointer(rebasing: memory[count..<(count + byteCount)])
    }
}
