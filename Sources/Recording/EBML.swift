/// The element identifiers that we write (RFC 8794 §11, RFC 9559 §5), length marker included.
enum EBMLID: UInt32 {
    case ebml = 0x1A45_DFA3
    case ebmlVersion = 0x4286
    case ebmlReadVersion = 0x42F7
    case ebmlMaxIDLength = 0x42F2
    case ebmlMaxSizeLength = 0x42F3
    case docType = 0x4282
    case docTypeVersion = 0x4287
    case docTypeReadVersion = 0x4285
    case void = 0xEC

    case segment = 0x1853_8067
    case seekHead = 0x114D_9B74
    case seek = 0x4DBB
    case seekID = 0x53AB
    case seekPosition = 0x53AC

    case info = 0x1549_A966
    case timestampScale = 0x2A_D7B1
    case duration = 0x4489
    case dateUTC = 0x4461
    case muxingApp = 0x4D80
    case writingApp = 0x5741

    case tracks = 0x1654_AE6B
    case trackEntry = 0xAE
    case trackNumber = 0xD7
    case trackUID = 0x73C5
    case trackType = 0x83
    case flagLacing = 0x9C
    case name = 0x536E
    case language = 0x22_B59C
    case codecID = 0x86
    case codecPrivate = 0x63A2
    case codecDelay = 0x56AA
    case seekPreRoll = 0x56BB
    case video = 0xE0
    case pixelWidth = 0xB0
    case pixelHeight = 0xBA
    case audio = 0xE1
    case samplingFrequency = 0xB5
    case channels = 0x9F

    case cluster = 0x1F43_B675
    case timestamp = 0xE7
    case simpleBlock = 0xA3

    case cues = 0x1C53_BB6B
    case cuePoint = 0xBB
    case cueTime = 0xB3
    case cueTrackPositions = 0xB7
    case cueTrack = 0xF7
    case cueClusterPosition = 0xF1
}

/// Appends EBML elements to an array of bytes (RFC 8794).
struct EBMLBuffer {
    private(set) var bytes: [UInt8] = []

    /// A size of seven bytes of ones: not known, up to the end of the file (RFC 8794 §6.2).
    static let unknownSize: [UInt8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    /// The smallest ``void(byteCount:)``.
    static let smallestVoid = 2

    var count: Int { bytes.count }

    mutating func append(_ id: EBMLID) {
        appendBigEndian(UInt64(id.rawValue), byteCount: id.byteCount)
    }

    /// - Parameter width: bytes of the size field, 1...8; `nil` takes the shortest.
    mutating func append(size: Int, width: Int? = nil) {
        let shortest = (1...7).first { size < 1 << (7 * $0) - 1 } ?? 8
        let width = max(width ?? shortest, shortest)
        appendBigEndian(1 << UInt64(7 * width) | UInt64(size), byteCount: width)
    }

    mutating func append(_ raw: some Sequence<UInt8>) {
        bytes.append(contentsOf: raw)
    }

    mutating func element(_ id: EBMLID, unsigned value: UInt64) {
        let byteCount = max(1, (64 - value.leadingZeroBitCount + 7) / 8)
        append(id)
        append(size: byteCount)
        appendBigEndian(value, byteCount: byteCount)
    }

    /// An unsigned number in eight bytes, whatever its value, so that it can be overwritten.
    mutating func element(_ id: EBMLID, fixedUnsigned value: UInt64) {
        append(id)
        append(size: 8)
        appendBigEndian(value, byteCount: 8)
    }

    /// A float of eight bytes.
    mutating func element(_ id: EBMLID, float value: Double) {
        element(id, fixedUnsigned: value.bitPattern)
    }

    mutating func element(_ id: EBMLID, text: String) {
        element(id, binary: Array(text.utf8))
    }

    mutating func element(_ id: EBMLID, binary: [UInt8]) {
        append(id)
        append(size: binary.count)
        append(binary)
    }

    /// An element of elements.
    ///
    /// - Parameter sizeWidth: bytes of the size field; `nil` takes the shortest.
    mutating func master(_ id: EBMLID, sizeWidth: Int? = nil, _ body: (inout EBMLBuffer) -> Void) {
        var content = EBMLBuffer()
        body(&content)
        append(id)
        append(size: content.count, width: sizeWidth)
        append(content.bytes)
    }

    /// An element that readers skip, `byteCount` bytes with its own header; nothing where that is
    /// less than ``smallestVoid``.
    mutating func void(byteCount: Int) {
        guard byteCount >= Self.smallestVoid else { return }
        let sizeWidth = byteCount < 128 ? 1 : 8
        append(.void)
        append(size: byteCount - 1 - sizeWidth, width: sizeWidth)
        append(repeatElement(0, count: byteCount - 1 - sizeWidth))
    }

    private mutating func appendBigEndian(_ value: UInt64, byteCount: Int) {
        for shift in stride(from: (byteCount - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}

extension EBMLID {
    /// Bytes of the identifier itself.
    var byteCount: Int { (32 - rawValue.leadingZeroBitCount + 7) / 8 }
}
