/// A picture ID in a VP8 or VP9 payload descriptor: its value and where it stands.
package struct PictureID: Equatable, Sendable {
    /// 7 or 15 bits.
    package let value: UInt16
    /// In the payload.
    package let offset: Int
    /// Whether it has 15 bits.
    package let isLong: Bool

    /// What a number of this width is taken modulo.
    @inlinable package var mask: UInt16 { isLong ? 0x7fff : 0x7f }

    @inlinable
    package init(value: UInt16, offset: Int, isLong: Bool) {
        self.value = value
        self.offset = offset
        self.isLong = isLong
    }

    /// Overwrites the number in `payload`, the same packet's, keeping its width.
    @inlinable
    package func patch(_ value: UInt16, in payload: UnsafeMutableRawBufferPointer) {
        guard offset <= payload.count - (isLong ? 2 : 1) else { return }
        if isLong {
            payload[offset] = 0x80 | UInt8(truncatingIfNeeded: (value & mask) >> 8)
            payload[offset + 1] = UInt8(truncatingIfNeeded: value)
        } else {
            payload[offset] = UInt8(truncatingIfNeeded: value & mask)
        }
    }
}

/// A TL0PICIDX in a VP8 or VP9 payload descriptor: the running number of base-layer pictures.
package struct BaseLayerIndex: Equatable, Sendable {
    /// Modulo 256.
    package let value: UInt8
    /// In the payload.
    package let offset: Int

    @inlinable
    package init(value: UInt8, offset: Int) {
        self.value = value
        self.offset = offset
    }

    /// Overwrites the number in `payload`, the same packet's.
    @inlinable
    package func patch(_ value: UInt8, in payload: UnsafeMutableRawBufferPointer) {
        guard offset < payload.count else { return }
        payload[offset] = value
    }
}

/// Width and height of a picture, in pixels.
package struct PictureSize: Equatable, Sendable {
    package let width: Int
    package let height: Int

    @inlinable
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}
