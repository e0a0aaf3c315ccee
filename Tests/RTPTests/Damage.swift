/// Every proper prefix of `bytes`, the empty one too.
func truncations(of bytes: [UInt8]) -> [[UInt8]] {
    (0..<bytes.count).map { Array(bytes.prefix($0)) }
}

/// `bytes` with each bit flipped in turn.
func flippedBits(of bytes: [UInt8]) -> [[UInt8]] {
    (0..<(bytes.count * 8)).map { bit in
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        return damaged
    }
}

/// Repeatable noise (SplitMix64).
struct Noise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
