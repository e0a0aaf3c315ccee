import Wire

/// What the descriptor of a VP9 payload tells (RFC 9628 §4.2). Offsets are in the payload.
package struct VP9Payload: Equatable, Sendable {
    /// `nil` without the I bit.
    package let pictureID: PictureID?
    /// TL0PICIDX; only without flexible mode.
    package let baseLayerIndex: BaseLayerIndex?
    /// `nil` without the L bit.
    package let layer: Layer?
    /// What the first byte says.
    package let flags: Flags
    /// Of the highest spatial layer, where a scalability structure tells it.
    package let size: PictureSize?
    /// How many spatial layers the scalability structure tells of; 0 without one.
    package let spatialLayerCount: Int
    /// Bytes before the VP9 data.
    package let descriptorLength: Int

    /// The first byte of the descriptor.
    package struct Flags: OptionSet, Equatable, Sendable {
        package let rawValue: UInt8

        @inlinable
        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// I
        package static let hasPictureID = Flags(rawValue: 0x80)
        /// P: needs an earlier picture.
        package static let isPredicted = Flags(rawValue: 0x40)
        /// L
        package static let hasLayer = Flags(rawValue: 0x20)
        /// F
        package static let isFlexible = Flags(rawValue: 0x10)
        /// B: the first packet of a layer frame.
        package static let isStartOfFrame = Flags(rawValue: 0x08)
        /// E: the last packet of a layer frame.
        package static let isEndOfFrame = Flags(rawValue: 0x04)
        /// V
        package static let hasStructure = Flags(rawValue: 0x02)
        /// Z: no higher spatial layer needs this frame.
        package static let isUnneededAbove = Flags(rawValue: 0x01)
    }

    /// Which layer frame the packet belongs to.
    package struct Layer: Equatable, Sendable {
        /// TID, 0...7.
        package let temporal: UInt8
        /// SID, 0...7.
        package let spatial: UInt8
        /// U: a receiver may begin with this temporal layer here.
        package let isSwitchingPoint: Bool
        /// D: needs the spatial layer below.
        package let isInterLayerPredicted: Bool

        @inlinable
        init(_ byte: UInt8) {
            temporal = byte >> 5
            spatial = (byte >> 1) & 7
            isSwitchingPoint = byte & 0x10 != 0
            isInterLayerPredicted = byte & 0x01 != 0
        }
    }

    /// The first packet of a key frame: it begins the lowest layer and needs no other picture.
    @inlinable package var isKeyframe: Bool {
        flags.contains(.isStartOfFrame) && !flags.contains(.isPredicted)
            && (layer?.spatial ?? 0) == 0
    }

    /// - Parameter payload: of one RTP packet, padding left out.
    /// - Returns: `nil` where the descriptor leaves the payload or nothing follows it.
    @inlinable
    package init?(parsing payload: RawSpan) {
        guard let first = payload.uint8(at: 0) else { return nil }
        flags = Flags(rawValue: first)
        var offset = 1

        if flags.contains(.hasPictureID) {
            guard let pictureID = PictureID(parsing: payload, at: offset) else { return nil }
            self.pictureID = pictureID
            offset += pictureID.isLong ? 2 : 1
        } else {
            pictureID = nil
        }

        if flags.contains(.hasLayer) {
            guard let byte = payload.uint8(at: offset) else { return nil }
            layer = Layer(byte)
            offset += 1
        } else {
            layer = nil
        }
        if flags.contains(.hasLayer), !flags.contains(.isFlexible) {
            guard let index = payload.uint8(at: offset) else { return nil }
            baseLayerIndex = BaseLayerIndex(value: index, offset: offset)
            offset += 1
        } else {
            baseLayerIndex = nil
        }

        if flags.isSuperset(of: [.isFlexible, .isPredicted]) {
            // At most three references, each saying whether another follows.
            for reference in 1...3 {
                guard let byte = payload.uint8(at: offset) else { return nil }
                offset += 1
                if byte & 1 == 0 { break }
                if reference == 3 { return nil }
            }
        }

        if flags.contains(.hasStructure) {
            guard let structure = Structure(parsing: payload, at: offset) else { return nil }
            size = structure.size
            spatialLayerCount = structure.spatialLayerCount
            offset = structure.end
        } else {
            size = nil
            spatialLayerCount = 0
        }
        guard offset < payload.byteCount else { return nil }
        descriptorLength = offset
    }

    /// The scalability structure (§4.2.1), as far as it is used here.
    @usableFromInline
    struct Structure {
        @usableFromInline let spatialLayerCount: Int
        @usableFromInline let size: PictureSize?
        @usableFromInline let end: Int

        @usableFromInline
        init?(parsing payload: RawSpan, at start: Int) {
            guard let first = payload.uint8(at: start) else { return nil }
            var offset = start + 1
            spatialLayerCount = Int(first >> 5) + 1
            if first & 0x10 != 0 {
                offset += 4 * spatialLayerCount
                guard let width = payload.uint16(at: offset - 4),
                    let height = payload.uint16(at: offset - 2)
                else { return nil }
                size = PictureSize(width: Int(width), height: Int(height))
            } else {
                size = nil
            }
            if first & 0x08 != 0 {
                guard let pictures = payload.uint8(at: offset) else { return nil }
                offset += 1
                for _ in 0..<pictures {
                    guard let picture = payload.uint8(at: offset) else { return nil }
                    offset += 1 + Int((picture >> 2) & 3)
                }
            }
            end = offset
        }
    }
}
