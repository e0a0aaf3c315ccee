internal import Crypto
internal import CryptoExtras

/// A password's scrypt hash (RFC 7914) with its salt and parameters, as one text:
/// `$scrypt$ln=14,r=8,p=5$SALT$HASH` (base64url without padding).
///
/// Making and checking one takes tenths of a second of a core and 16 MiB on purpose: do it where
/// that may block, one at a time, and after ``SignInLimit`` let it pass.
package struct PasswordHash: Hashable, Sendable, PersonalData {
    /// The price of one guess.
    package struct Cost: Hashable, Sendable {
        /// Rounds are 2 to this; memory is `128 × r` bytes times that.
        package let logRounds: Int
        package let blockSize: Int
        package let parallelism: Int

        /// OWASP's parameters for 16 MiB (Password Storage Cheat Sheet, scrypt).
        package static let standard = Cost(logRounds: 14, blockSize: 8, parallelism: 5)
        /// Worthless as protection, quick in tests.
        package static let test = Cost(logRounds: 4, blockSize: 8, parallelism: 1)

        init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// Whether it stays within 32 MiB and 16 lanes, so that no stored text takes the machine.
        var isBearable: Bool {
            (1...15).contains(logRounds) && (1...8).contains(blockSize)
                && (1...16).contains(parallelism)
        }
    }

    /// Longer passwords are refused: nobody types them, and hashing them costs.
    package static let passwordByteLimit = 1024

    package let cost: Cost
    private let salt: [UInt8]
    private let key: [UInt8]

    /// Hashes `password` with a new random salt; `nil` when it is empty, longer than
    /// ``passwordByteLimit``, or memory for it is lacking.
    package init?(of password: String, cost: Cost = .standard) {
        var generator = SystemRandomNumberGenerator()
        let salt = [generator.next(), generator.next()].flatMap(\.bigEndianBytes)
        guard let key = Self.key(of: password, salt: salt, cost: cost) else { return nil }
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Reads ``text``; `nil` for anything else.
    package init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let numbers = parts[2].split(separator: ",", omittingEmptySubsequences: false)
        guard
            numbers.count == 3,
            let logRounds = Self.number(numbers[0], named: "ln="),
            let blockSize = Self.number(numbers[1], named: "r="),
            let parallelism = Self.number(numbers[2], named: "p="),
            let salt = Base64URL.bytes(of: String(parts[3])), salt.count == 16,
            let key = Base64URL.bytes(of: String(parts[4])), key.count == 32
        else { return nil }
        let cost = Cost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        guard cost.isBearable else { return nil }
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// What is stored.
    package var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$"
            + Base64URL.text(of: salt) + "$" + Base64URL.text(of: key)
    }

    /// Whether `password` is the one, compared in constant time.
    package func matches(_ password: String) -> Bool {
        guard let other = Self.key(of: password, salt: salt, cost: cost) else { return false }
        return constantTimeEqual(key, other)
    }

    /// Takes as long as ``matches(_:)`` and is never true: to be asked where no account is, so
    /// that the time of an answer does not tell which accounts exist.
    package static func matchesNobody(_ password: String, cost: Cost = .standard) -> Bool {
        let key = key(of: password, salt: [UInt8](repeating: 0, count: 16), cost: cost)
        return key?.isEmpty ?? false
    }

    package var redacted: String { "PasswordHash" }

    static func key(of password: String, salt: [UInt8], cost: Cost) -> [UInt8]? {
        let bytes = Array(password.utf8)
        guard !bytes.isEmpty, bytes.count <= passwordByteLimit else { return nil }
        let key = try? KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key?.withUnsafeBytes { Array($0) }
    }

    private static func number(_ text: Substring, named name: String) -> Int? {
        guard text.hasPrefix(name), text.utf8.count <= name.utf8.count + 2 else { return nil }
        let digits = text.dropFirst(name.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(digits)
    }
}
