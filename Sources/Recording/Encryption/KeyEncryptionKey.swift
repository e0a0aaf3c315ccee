internal import Crypto

/// The operator's key, which wraps the data keys of recordings and nothing else: 256 bits, written
/// as 64 hexadecimal digits.
///
/// A wrapped key is a nonce (12 random bytes), the data key encrypted (32) and the tag (16) of
/// AES-256-GCM; the recording's identifier is bound in, so that one recording's key cannot be put in
/// another's place.
package struct KeyEncryptionKey: Sendable {
    /// Tells keys apart and says nothing about them: 16 hexadecimal digits.
    package let id: String
    private let key: SymmetricKey

    private static let purpose = "aorta recording key 1\0"

    package static func random() -> KeyEncryptionKey {
        KeyEncryptionKey(key: SymmetricKey(size: .bits256))
    }

    /// - Parameter bytes: 32 of them; `nil` otherwise.
    package init?(bytes: [UInt8]) {
        guard bytes.count == RecordingDataKey.byteCount else { return nil }
        self.init(key: SymmetricKey(data: bytes))
    }

    private init(key: SymmetricKey) {
        self.key = key
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("aorta key-encryption key 1".utf8), using: key)
        id = Self.hexadecimal(code.prefix(8))
    }

    /// As a key file holds it.
    package var text: String { key.withUnsafeBytes { Self.hexadecimal($0) } }

    package func wrap(_ dataKey: RecordingDataKey, ofRecording recording: String) -> [UInt8] {
        let bytes = dataKey.key.withUnsafeBytes { Array($0) }
        // Fails only on a key of a wrong length.
        guard
            let box = try? AES.GCM.seal(
                bytes, using: key, authenticating: Array((Self.purpose + recording).utf8))
        else { preconditionFailure("a key of 256 bits encrypts") }
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// `nil` for what this key has not wrapped for this recording.
    package func unwrap(_ wrapped: [UInt8], ofRecording recording: String) -> RecordingDataKey? {
        guard let box = try? AES.GCM.SealedBox(combined: wrapped),
            let bytes = try? AES.GCM.open(
                box, using: key, authenticating: Array((Self.purpose + recording).utf8)),
            bytes.count == RecordingDataKey.byteCount
        else { return nil }
        return RecordingDataKey(key: SymmetricKey(data: bytes))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 0xF, radix: 16) }.joined()
    }
}
