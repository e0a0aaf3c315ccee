internal import Crypto

/// What the files of one recording are encrypted with: 256 random bits. Stored only wrapped, by a
/// ``KeyEncryptionKey``; without it the files are noise.
package struct RecordingDataKey: Sendable {
    static let byteCount = 32

    let key: SymmetricKey

    /// From the system's random generator.
    package static func random() -> RecordingDataKey {
        RecordingDataKey(key: SymmetricKey(size: .bits256))
    }

    init(key: SymmetricKey) {
        self.key = key
    }
}
