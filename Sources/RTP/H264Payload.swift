import Wire

/// Which NAL units begin in an H.264 payload (RFC 6184 §5).
package struct H264Payload: Equatable, Sendable {
    /// How NAL units lie in the payload.
    package enum Form: Equatable, Sendable {
        case single
        /// STAP-A: several whole ones, each behind its 16-bit length (§5.7.1).
        case aggregate
        /// FU-A: a piece of one (§5.8).
        case fragment(isStart: Bool, isEnd: Bool)
    }

    /// How the NAL units lie here.
    package let form: Form
    /// The bit of each type (0...31) that begins in this payload.
    @usableFromInline let types: UInt32

    /// NAL unit types (ITU-T H.264 table 7-1) and those of RFC 6184 table 1.
    package static let slice: UInt8 = 1
    package static let instantaneousRefresh: UInt8 = 5
    package static let sequenceParameterSet: UInt8 = 7
    package static let pictureParameterSet: UInt8 = 8
    package static let singleTimeAggregate: UInt8 = 24
    package static let fragmentation: UInt8 = 28

    /// Whether a NAL unit of `type` begins here.
    @inlinable
    package func begins(_ type: UInt8) -> Bool {
        types >> UInt32(type & 31) & 1 != 0
    }

    /// Whether decoding can begin here: parameter sets, or an IDR picture.
    @inlinable package var isKeyframe: Bool {
        begins(Self.sequenceParameterSet) || begins(Self.instantaneousRefresh)
    }

    /// - Parameter payload: of one RTP packet, padding left out.
    /// - Returns: `nil` where it is empty, a length leaves it, or its form is none that browsers
    ///   send with packetization mode 1.
    @inlinable
    package init?(parsing payload: RawSpan) {
        guard let first = payload.uint8(at: 0) else { return nil }
        let type = first & 0x1f
        switch type {
        case 1...23:
            form = .single
            types = 1 << UInt32(type)
        case Self.singleTimeAggregate:
            guard let types = Self.aggregated(in: payload) else { return nil }
            form = .aggregate
            self.types = types
        case Self.fragmentation:
            guard let head = payload.uint8(at: 1), payload.byteCount > 2 else { return nil }
            let isStart = head & 0x80 != 0
            form = .fragment(isStart: isStart, isEnd: head & 0x40 != 0)
            types = isStart ? 1 << UInt32(head & 0x1f) : 0
        default:
            return nil
        }
    }

    @usableFromInline
    static func aggregated(in payload: RawSpan) -> UInt32? {
        var types: UInt32 = 0
        var offset = 1
        while offset < payload.byteCount {
            guard let length = payload.uint16(at: offset), length > 0,
                Int(length) <= payload.byteCount - offset - 2,
                let head = payload.uint8(at: offset + 2)
            else { return nil }
            types |= 1 << UInt32(head & 0x1f)
            offset += 2 + Int(length)
        }
        return types == 0 ? nil : types
    }
}
