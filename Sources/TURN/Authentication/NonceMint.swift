internal import Crypto
import Wire

/// What a nonce tells about the server that made it (RFC 8489 §18.1, bits counted from the least
/// significant, as erratum 6290 has it).
struct NonceFeatures: OptionSet {
    let rawValue: UInt32

    /// PASSWORD-ALGORITHMS came with it.
    static let passwordAlgorithms = Self(rawValue: 1)
    /// USERHASH is understood.
    static let userAnonymity = Self(rawValue: 2)
}

/// Makes nonces that prove by themselves when and for whom they were made, so that nothing about
/// strangers is kept.
///
///     9 characters "obMatJos2" | 4: features | 3: time | 8: MAC over these and the client's path
///
/// The groups after the first are base64. The MAC has 48 bits: whoever guesses one still lacks the
/// password.
struct NonceMint {
    /// What ``inspect(_:in:of:now:)`` found.
    struct Claim {
        /// As the nonce says, proven or not.
        let features: NonceFeatures
        let isValid: Bool
    }

    /// In bytes.
    static let length = 24
    /// Chrome cannot repeat an Allocate request with a fresh nonce, and repeats others (438).
    static let lifetime: Duration = .seconds(4 * 3600)

    private static let cookie = Array("obMatJos2".utf8)
    private static let tick: Int64 = 16 * 1_000_000_000
    private static let tickMask: UInt64 = 1 << 18 - 1

    private let key = SymmetricKey(size: .bits256)

    func make(_ features: NonceFeatures, for client: NetworkPath, now: MonotonicTime) -> [UInt8] {
        let tick = Self.ticks(now)
        var text = Self.cookie
        text.reserveCapacity(Self.length)
        Base64.append(UInt64(features.rawValue), digits: 4, to: &text)
        Base64.append(tick, digits: 3, to: &text)
        Base64.append(code(features, tick, client), digits: 8, to: &text)
        return text
    }

    /// - Parameter place: of the value of NONCE.
    func inspect(
        _ place: Range<Int>, in datagram: RawSpan, of client: NetworkPath, now: MonotonicTime
    ) -> Claim {
        let start = place.lowerBound
        guard place.count >= 13,
            Self.cookie.indices.allSatisfy({ datagram.uint8(at: start + $0) == Self.cookie[$0] }),
            let bits = Base64.number(in: datagram, at: start + 9, digits: 4)
        else { return Claim(features: [], isValid: false) }
        let features = NonceFeatures(rawValue: UInt32(truncatingIfNeeded: bits))
        guard place.count == Self.length,
            let tick = Base64.number(in: datagram, at: start + 13, digits: 3),
            let claimed = Base64.number(in: datagram, at: start + 16, digits: 8)
        else { return Claim(features: features, isValid: false) }
        let age = (Self.ticks(now) &- tick) & Self.tickMask
        return Claim(
            features: features,
            isValid: code(features, tick, client) == claimed
                && Int64(age) * Self.tick <= Self.lifetime.nanoseconds)
    }

    private static func ticks(_ time: MonotonicTime) -> UInt64 {
        UInt64(truncatingIfNeeded: time.nanoseconds / tick) & tickMask
    }

    /// 48 bits.
    private func code(_ features: NonceFeatures, _ tick: UInt64, _ client: NetworkPath) -> UInt64 {
        let covered = [
            UInt64(features.rawValue) << 32 | tick,
            client.remote.high, client.remote.low,
            UInt64(client.remote.port) << 32 | UInt64(client.carrier.rawValue),
        ]
        return covered.withUnsafeBytes { bytes in
            HMAC<SHA256>.authenticationCode(for: bytes, using: key)
                .prefix(6).reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
