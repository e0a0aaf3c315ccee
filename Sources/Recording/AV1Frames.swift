/// AV1 temporal units out of RTP payloads (AV1 RTP payload format 1.0), as the low-overhead
/// bitstream that Matroska stores: every OBU with its size, temporal delimiters left out.
struct AV1Frames: VideoPayloads {
    private enum OBUType {
        static let sequenceHeader: UInt8 = 1
        static let frameHeader: UInt8 = 3
        static let frame: UInt8 = 6
        /// Temporal delimiter, tile list, padding.
        static let superfluous: Set<UInt8> = [2, 8, 15]
    }

    private var bytes: [UInt8] = []
    /// An OBU that goes on in the next packet.
    private var fragment: [UInt8]?
    /// With header and size, as ``bytes`` has it.
    private var sequenceHeader: (obu: [UInt8], parameters: AV1SequenceHeader)?
    private var hasFrame = false
    private var startsWithKeyframe = false

    var byteCount: Int { bytes.count + (fragment?.count ?? 0) }

    mutating func append(_ payload: [UInt8]) -> Bool {
        guard let aggregation = payload.first, payload.count > 1 else { return false }
        var continues = aggregation & 0x80 != 0  // Z
        let endsOpen = aggregation & 0x40 != 0  // Y
        let elementCount = Int(aggregation >> 4 & 0x03)  // W; 0: each with its length.
        guard continues == (fragment != nil) else { return false }

        var offset = 1
        var index = 0
        while offset < payload.count {
            index += 1
            var length = payload.count - offset
            if elementCount == 0 || index < elementCount {
                guard let (value, width) = Self.leb128(payload[offset...]) else { return false }
                offset += width
                guard value <= payload.count - offset else { return false }
                length = value
            }
            let element = payload[offset..<(offset + length)]
            offset += length
            let isOpen = endsOpen && offset == payload.count
            guard appendElement(element, continues: continues, isOpen: isOpen)
            else { return false }
            continues = false
        }
        return true
    }

    mutating func take() -> JoinedPicture? {
        defer { reset() }
        guard hasFrame, fragment == nil else { return nil }
        guard startsWithKeyframe, let (obu, parameters) = sequenceHeader
        else { return JoinedPicture(bytes: bytes, keyframe: nil) }
        let format = PictureFormat(
            width: parameters.width, height: parameters.height,
            codecPrivate: parameters.configuration + obu)
        return JoinedPicture(bytes: bytes, keyframe: format)
    }

    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        fragment = nil
        sequenceHeader = nil
        hasFrame = false
        startsWithKeyframe = false
    }

    private mutating func appendElement(
        _ element: ArraySlice<UInt8>, continues: Bool, isOpen: Bool
    ) -> Bool {
        switch (continues, isOpen) {
        case (true, true):
            fragment?.append(contentsOf: element)
            return true
        case (false, true):
            fragment = Array(element)
            return true
        case (true, false):
            fragment?.append(contentsOf: element)
            defer { fragment = nil }
            return appendOBU((fragment ?? [])[...])
        case (false, false):
            return element.isEmpty || appendOBU(element)
        }
    }

    /// - Parameter obu: with or without a size of its own (AV1 §5.3.2).
    private mutating func appendOBU(_ obu: ArraySlice<UInt8>) -> Bool {
        guard let header = obu.first, header & 0x80 == 0 else { return false }
        let type = header >> 3 & 0x0F
        let headerLength = header & 0x04 != 0 ? 2 : 1
        guard obu.count >= headerLength else { return false }
        var content = obu.dropFirst(headerLength)
        if header & 0x02 != 0 {
            guard let (length, width) = Self.leb128(content), length <= content.count - width
            else { return false }
            content = content.dropFirst(width).prefix(length)
        }
        guard !OBUType.superfluous.contains(type) else { return true }

        var stored = [header | 0x02] + obu.dropFirst().prefix(headerLength - 1)
        stored += Self.leb128(content.count) + content
        bytes += stored
        note(type, content: content, stored: stored)
        return true
    }

    private mutating func note(_ type: UInt8, content: ArraySlice<UInt8>, stored: [UInt8]) {
        switch type {
        case OBUType.sequenceHeader where sequenceHeader == nil:
            sequenceHeader = AV1SequenceHeader(content).map { (stored, $0) }
        case OBUType.frame where !hasFrame, OBUType.frameHeader where !hasFrame:
            hasFrame = true
            // show_existing_frame 0 and frame_type KEY_FRAME (AV1 §5.9.2).
            startsWithKeyframe = (content.first ?? 0xFF) & 0xE0 == 0
        default: break
        }
    }

    /// AV1 §4.10.5.
    ///
    /// - Returns: the value and how many bytes hold it; `nil` where it is cut or above 2³².
    private static func leb128(_ bytes: ArraySlice<UInt8>) -> (value: Int, width: Int)? {
        var value = 0
        for (index, byte) in bytes.prefix(8).enumerated() {
            value |= Int(byte & 0x7F) << (7 * index)
            if byte & 0x80 == 0 { return value <= Int(UInt32.max) ? (value, index + 1) : nil }
        }
        return nil
    }

    private static func leb128(_ value: Int) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }
}
