/// Builds one header extension block in memory that the caller owns: the four-byte head, then the
/// elements in the order they are written (RFC 8285 §4).
///
/// Past the end of the memory, or for an element its form cannot say, nothing is written and
/// ``finish()`` answers 0. The memory is usually what follows the twelve bytes of
/// ``RTPHeader/write(payloadType:marker:sequenceNumber:timestamp:ssrc:hasExtension:into:)``.
package struct HeaderExtensionsWriter {
    /// How elements are headed. Only ``twoByte`` can say an element over 16 bytes, or of none.
    package enum Form: Sendable {
        case oneByte, twoByte
    }

    @usableFromInline let memory: UnsafeMutableRawBufferPointer
    @usableFromInline let form: Form
    @usableFromInline var count = 4
    @usableFromInline var hasOverflowed: Bool

    @inlinable
    package init(into memory: UnsafeMutableRawBufferPointer, form: Form = .oneByte) {
        self.memory = memory
        self.form = form
        hasOverflowed = memory.count < 4
    }

    /// Writes an element of one byte, such as an audio level.
    @inlinable
    package mutating func write(_ id: UInt8, _ value: UInt8) {
        guard head(id, length: 1) else { return }
        memory[count] = value
        count += 1
    }

    /// Writes an element of two bytes, such as a transport sequence number.
    @inlinable
    package mutating func write(_ id: UInt8, _ value: UInt16) {
        guard head(id, length: 2) else { return }
        memory.storeBytes(of: value.bigEndian, toByteOffset: count, as: UInt16.self)
        count += 2
    }

    /// Writes an element of three bytes, such as an absolute send time.
    @inlinable
    package mutating func writeUInt24(_ id: UInt8, _ value: UInt32) {
        guard head(id, length: 3) else { return }
        memory[count] = UInt8(truncatingIfNeeded: value >> 16)
        memory[count + 1] = UInt8(truncatingIfNeeded: value >> 8)
        memory[count + 2] = UInt8(truncatingIfNeeded: value)
        count += 3
    }

    /// Copies an element's value, such as a mid or a dependency descriptor.
    @inlinable
    package mutating func write(_ id: UInt8, _ value: UnsafeRawBufferPointer) {
        guard head(id, length: value.count) else { return }
        UnsafeMutableRawBufferPointer(rebasing: memory[count..<(count + value.count)])
            .copyMemory(from: value)
        count += value.count
    }

    @usableFromInline
    mutating func head(_ id: UInt8, length: Int) -> Bool {
        let headLength = form == .oneByte ? 1 : 2
        let isSayable = form == .oneByte ? (1...16).contains(length) : length <= 255
        guard !hasOverflowed, isSayable, ExtensionMap.ids.contains(id),
            headLength + length <= memory.count - count
        else {
            hasOverflowed = true
            return false
        }
        if form == .oneByte {
            memory[count] = id << 4 | UInt8(length - 1)
        } else {
            memory[count] = id
            memory[count + 1] = UInt8(length)
        }
        count += headLength
        return true
    }

    /// Pads the block to whole words and writes its head.
    ///
    /// - Returns: bytes of the whole block; 0 where no element was written or one did not fit: then
    ///   the packet has no extension and its X bit must be clear.
    @inlinable
    package mutating func finish() -> Int {
        while count % 4 != 0, !hasOverflowed {
            if count == memory.count {
                hasOverflowed = true
            } else {
                memory[count] = 0
                count += 1
            }
        }
        guard !hasOverflowed, count > 4 else { return 0 }
        let profile: UInt16 = form == .oneByte ? 0xbede : 0x1000
        memory.storeBytes(of: profile.bigEndian, toByteOffset: 0, as: UInt16.self)
        memory.storeBytes(
            of: UInt16(truncatingIfNeeded: count / 4 - 1).bigEndian, toByteOffset: 2,
            as: UInt16.self)
        return count
    }
}
