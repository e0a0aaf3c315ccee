import Wire

/// What the aggregation header of an AV1 payload tells, and which OBUs begin in it (AV1 RTP
/// specification §4.3, §4.4).
package struct AV1Payload: Equatable, Sendable {
    /// Z: the first element goes on with an OBU of the packet before.
    package let isContinuation: Bool
    /// Y: the last element goes on in the next packet.
    package let isContinued: Bool
    /// N: the first packet of a coded video sequence.
    package let isStartOfSequence: Bool
    /// W: how many elements there are, 1...3; 0 where each has its length.
    package let elementCount: Int
    /// The bit of each OBU type (0...15) that begins in this payload.
    @usableFromInline let types: UInt16

    /// OBU types (AV1 specification §6.2.2).
    package static let sequenceHeader: UInt8 = 1
    package static let temporalDelimiter: UInt8 = 2
    package static let frameHeader: UInt8 = 3
    package static let frame: UInt8 = 6

    /// Elements of one payload at most; more is no packet of an encoder.
    package static let elementLimit = 64

    /// Whether an OBU of `type` begins here.
    @inlinable
    package func begins(_ type: UInt8) -> Bool {
        types >> UInt16(type & 15) & 1 != 0
    }

    /// Whether decoding can begin here.
    @inlinable package var isKeyframe: Bool { isStartOfSequence || begins(Self.sequenceHeader) }

    /// - Parameter payload: of one RTP packet, padding left out.
    /// - Returns: `nil` where there is no element, or one leaves the payload.
    package init?(parsing payload: RawSpan) {
        guard let header = payload.uint8(at: 0) else { return nil }
        isContinuation = header & 0x80 != 0
        isContinued = header & 0x40 != 0
        elementCount = Int((header >> 4) & 3)
        isStartOfSequence = header & 0x08 != 0

        var types: UInt16 = 0
        var elements = Elements(elementCount: elementCount)
        var count = 0
        while let element = elements.next(in: payload) {
            count += 1
            if count > Self.elementLimit { return nil }
            if count == 1, isContinuation { continue }
            guard !element.isEmpty, let head = payload.uint8(at: element.lowerBound)
            else { continue }
            types |= 1 << UInt16((head >> 3) & 0xf)
        }
        guard count > 0, elements.isWhole, elementCount == 0 || count == elementCount
        else { return nil }
        self.types = types
    }

    /// The elements, from the first.
    package var elements: Elements { Elements(elementCount: elementCount) }

    /// Walks the OBU elements of a payload.
    package struct Elements: Sendable {
        private var offset = 1
        private var index = 0
        private let elementCount: Int
        /// Whether no element has left the payload so far.
        fileprivate private(set) var isWhole = true

        fileprivate init(elementCount: Int) {
            self.elementCount = elementCount
        }

        /// Where the next element lies in `payload`, the one the header was read from.
        package mutating func next(in payload: RawSpan) -> Range<Int>? {
            guard isWhole, offset < payload.byteCount else { return nil }
            index += 1
            var length = payload.byteCount - offset
            if index != elementCount {  // All but the last of a counted payload have a length.
                guard let (value, size) = Self.leb128(in: payload, at: offset),
                    value <= payload.byteCount - offset - size
                else {
                    isWhole = false
                    return nil
                }
                offset += size
                length = value
            }
            defer { offset += length }
            return offset..<(offset + length)
        }

        /// AV1 specification §4.10.5, at most four bytes here: longer values fit no datagram.
        private static func leb128(in payload: RawSpan, at offset: Int) -> (Int, size: Int)? {
            var value = 0
            for index in 0..<4 {
                guard let byte = payload.uint8(at: offset + index) else { return nil }
                value |= Int(byte & 0x7f) << (7 * index)
                if byte & 0x80 == 0 { return (value, index + 1) }
            }
            return nil
        }
    }
}
