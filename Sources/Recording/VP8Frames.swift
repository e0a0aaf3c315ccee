/// VP8 frames out of RTP payloads (RFC 7741).
struct VP8Frames: VideoPayloads {
    private var bytes: [UInt8] = []

    var byteCount: Int { bytes.count }

    mutating func append(_ payload: [UInt8]) -> Bool {
        guard let first = payload.first, let start = Self.descriptorLength(payload),
            start < payload.count
        else { return false }
        let startsFrame = first & 0x10 != 0 && first & 0x07 == 0  // S set and partition 0.
        guard startsFrame == bytes.isEmpty else { return false }
        bytes += payload[start...]
        return true
    }

    mutating func take() -> JoinedPicture? {
        defer { reset() }
        guard let first = bytes.first else { return nil }
        guard first & 0x01 == 0 else { return JoinedPicture(bytes: bytes, keyframe: nil) }
        guard let format = Self.format(ofKeyframe: bytes) else { return nil }
        return JoinedPicture(bytes: bytes, keyframe: format)
    }

    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Bytes of the payload descriptor (RFC 7741 §4.2); `nil` where it leaves the payload.
    private static func descriptorLength(_ payload: [UInt8]) -> Int? {
        guard payload[0] & 0x80 != 0 else { return 1 }
        guard payload.count > 2 else { return nil }
        let extensions = payload[1]
        var length = 2
        if extensions & 0x80 != 0 { length += payload[2] & 0x80 != 0 ? 2 : 1 }  // Picture ID.
        if extensions & 0x40 != 0 { length += 1 }  // TL0PICIDX.
        if extensions & 0x30 != 0 { length += 1 }  // TID, KEYIDX.
        return length
    }

    /// The frame header's start code and size (RFC 6386 §9.1).
    private static func format(ofKeyframe frame: [UInt8]) -> PictureFormat? {
        guard frame.count >= 10, frame[3] == 0x9D, frame[4] == 0x01, frame[5] == 0x2A
        else { return nil }
        let width = Int(frame[7] & 0x3F) << 8 | Int(frame[6])
        let height = Int(frame[9] & 0x3F) << 8 | Int(frame[8])
        guard width > 0, height > 0 else { return nil }
        return PictureFormat(width: width, height: height, codecPrivate: [])
    }
}
