import Wire

/// What the start of a VP8 payload tells (RFC 7741 §4.2, §4.3). Offsets are in the payload.
package struct VP8Payload: Equatable, Sendable {
    /// `nil` without the I bit.
    package let pictureID: PictureID?
    /// TL0PICIDX; `nil` without the L bit.
    package let baseLayerIndex: BaseLayerIndex?
    /// TID, 0...3; `nil` without the T bit.
    package let temporalLayer: UInt8?
    /// Y: the frame needs only the base layer.
    package let isLayerSync: Bool
    /// KEYIDX, 0...31; `nil` without the K bit.
    package let keyIndex: UInt8?
    /// N: no other frame needs this one.
    package let isDiscardable: Bool
    /// The first packet of a frame: S, of partition 0.
    package let isStartOfFrame: Bool
    /// The first packet of a key frame.
    package let isKeyframe: Bool
    /// Of a key frame, where its header is whole.
    package let size: PictureSize?
    /// Bytes before the VP8 data.
    package let descriptorLength: Int

    /// - Parameter payload: of one RTP packet, padding left out.
    /// - Returns: `nil` where the descriptor leaves the payload or nothing follows it.
    @inlinable
    package init?(parsing payload: RawSpan) {
        guard let first = payload.uint8(at: 0) else { return nil }
        var offset = 1
        var fields: UInt8 = 0
        if first & 0x80 != 0 {
            guard let byte = payload.uint8(at: 1) else { return nil }
            fields = byte
            offset = 2
        }

        if fields & 0x80 != 0 {
            guard let pictureID = PictureID(parsing: payload, at: offset) else { return nil }
            self.pictureID = pictureID
            offset += pictureID.isLong ? 2 : 1
        } else {
            pictureID = nil
        }
        if fields & 0x40 != 0 {
            guard let index = payload.uint8(at: offset) else { return nil }
            baseLayerIndex = BaseLayerIndex(value: index, offset: offset)
            offset += 1
        } else {
            baseLayerIndex = nil
        }
        var layers: UInt8 = 0
        if fields & 0x30 != 0 {
            guard let byte = payload.uint8(at: offset) else { return nil }
            layers = byte
            offset += 1
        }
        temporalLayer = fields & 0x20 != 0 ? layers >> 6 : nil
        isLayerSync = fields & 0x20 != 0 && layers & 0x20 != 0
        keyIndex = fields & 0x10 != 0 ? layers & 0x1f : nil

        guard let frame = payload.uint8(at: offset) else { return nil }
        descriptorLength = offset
        isDiscardable = first & 0x20 != 0
        isStartOfFrame = first & 0x17 == 0x10
        isKeyframe = isStartOfFrame && frame & 1 == 0  // §4.3: the inverse key frame flag.
        size = isKeyframe ? Self.size(in: payload, at: offset) : nil
    }

    /// RFC 6386 §9.1: three bytes of tag, a start code, then width and height of 14 bits.
    @usableFromInline
    static func size(in payload: RawSpan, at offset: Int) -> PictureSize? {
        guard payload.uint24(at: offset + 3) == 0x9d012a,
            let width = payload.uint16(at: offset + 6), let height = payload.uint16(at: offset + 8)
        else { return nil }
        return PictureSize(
            width: Int(width.byteSwapped & 0x3fff), height: Int(height.byteSwapped & 0x3fff))
    }
}

extension PictureID {
    /// Reads the M bit and 7 or 15 bits behind it (RFC 7741 §4.2, RFC 9628 §4.2).
    @inlinable
    init?(parsing payload: RawSpan, at offset: Int) {
        guard let first = payload.uint8(at: offset) else { return nil }
        if first & 0x80 != 0 {
            guard let long = payload.uint16(at: offset) else { return nil }
            self.init(value: long & 0x7fff, offset: offset, isLong: true)
        } else {
            self.init(value: UInt16(first), offset: offset, isLong: false)
        }
    }
}
