/// Reads fields of bits, most significant first, from a codec's headers.
///
/// Past the end every read answers 0 and ``hasOverrun`` stays true: check it once, at the end.
struct BitReader {
    private let bytes: ArraySlice<UInt8>
    /// Bits read so far, also those past the end.
    private(set) var position = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    var hasOverrun: Bool { position > bytes.count * 8 }

    mutating func bit() -> Bool { bits(1) == 1 }

    /// - Parameter count: 0...32; `f(n)` of AV1, `u(n)` of H.264.
    mutating func bits(_ count: Int) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            let byteIndex = bytes.startIndex + position / 8
            let bit = byteIndex < bytes.endIndex ? bytes[byteIndex] >> UInt8(7 - position % 8) : 0
            value = value << 1 | UInt32(bit & 1)
            position += 1
        }
        return value
    }

    mutating func skip(_ count: Int) {
        position += count
    }

    /// `ue(v)` of H.264 (§9.1) and `uvlc()` of AV1 (§4.10.3). More than 31 leading zeros are no
    /// value of either: then the reader counts as overrun.
    mutating func exponentialGolomb() -> UInt32 {
        var zeros = 0
        while !bit() {
            zeros += 1
            guard zeros < 32, !hasOverrun else {
                position = .max / 2
                return 0
            }
        }
        let base: UInt32 = zeros == 0 ? 0 : .max >> UInt32(32 - zeros)
        return base &+ bits(zeros)
    }

    /// `se(v)` of H.264 (§9.1.1).
    mutating func signedExponentialGolomb() -> Int {
        let code = Int(exponentialGolomb())
        return code & 1 == 1 ? (code + 1) / 2 : -(code / 2)
    }
}
