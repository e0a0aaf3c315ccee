internal import Crypto

/// Encrypts and opens the chunks of one file of a recording, with AES-256-GCM (NIST SP 800-38D).
///
/// Each file has a key of its own, derived (HKDF-SHA256, RFC 5869) from the recording's data key,
/// the file's head with its random part, and the file's identity, which is its path in the
/// recordings folder: a file put in another's place does not open. A chunk's nonce is its kind and
/// its number in the file, and its head is authenticated with it: chunks that were altered, cut
/// out, moved or added do not open either. No nonce comes twice: a number is given once, and only
/// the one last chunk shares its number with one that could not be written.
///
///     file head   8  "AORTAREC"
///                 4  version, 1
///                 4  zero
///                32  random
package struct RecordingCipher: Sendable {
    package static let fileHeadByteCount = 48
    private static let magic = Array("AORTAREC".utf8) + [0, 0, 0, 1, 0, 0, 0, 0]

    package let fileHead: [UInt8]
    private let key: SymmetricKey

    /// For a new file.
    package init(creating identity: String, key dataKey: RecordingDataKey) {
        let random = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        self.init(fileHead: Self.magic + random, identity: identity, dataKey: dataKey)
    }

    /// For a file that is there.
    ///
    /// - Throws: ``RecordingDamage`` where `fileHead` is of something else.
    package init(
        opening identity: String, fileHead: [UInt8], key dataKey: RecordingDataKey
    ) throws(RecordingDamage) {
        guard fileHead.count == Self.fileHeadByteCount, fileHead.starts(with: Self.magic)
        else { throw RecordingDamage(.notARecording, chunk: 0, offset: 0) }
        self.init(fileHead: fileHead, identity: identity, dataKey: dataKey)
    }

    private init(fileHead: [UInt8], identity: String, dataKey: RecordingDataKey) {
        self.fileHead = fileHead
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: dataKey.key, salt: fileHead,
            info: Array(("aorta recorded file 1\0" + identity).utf8), outputByteCount: 32)
    }

    /// A chunk as it stands in the file: head, encrypted bytes, tag.
    ///
    /// - Parameters:
    ///   - bytes: at most ``RecordingChunk/byteLimit``.
    ///   - number: of the chunk in the file, from 0; never the same for two chunks of a kind.
    package func seal(
        _ bytes: ArraySlice<UInt8>, as kind: RecordingChunk.Kind, number: UInt64
    ) -> [UInt8] {
        let head = RecordingChunk(kind, byteCount: bytes.count).head
        guard bytes.count <= RecordingChunk.byteLimit,
            let nonce = try? AES.GCM.Nonce(data: Self.nonce(kind, number)),
            let box = try? AES.GCM.seal(bytes, using: key, nonce: nonce, authenticating: head)
        else { preconditionFailure("a chunk within its limit encrypts") }
        var sealed = head
        sealed.reserveCapacity(head.count + bytes.count + RecordingChunk.tagByteCount)
        sealed += box.ciphertext
        sealed += box.tag
        return sealed
    }

    /// The bytes of a chunk as they were before they were encrypted.
    ///
    /// - Parameter sealed: head, encrypted bytes and tag.
    /// - Returns: `nil` for anything else than what was sealed as chunk `number` of this file.
    package func open(_ sealed: [UInt8], number: UInt64) -> [UInt8]? {
        let headCount = RecordingChunk.headByteCount
        guard sealed.count >= headCount + RecordingChunk.tagByteCount,
            let chunk = RecordingChunk(head: Array(sealed[..<headCount])),
            chunk.fileByteCount == sealed.count
        else { return nil }
        let bytes = headCount..<(headCount + chunk.byteCount)
        guard let nonce = try? AES.GCM.Nonce(data: Self.nonce(chunk.kind, number)),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: sealed[bytes], tag: sealed[bytes.upperBound...]),
            let opened = try? AES.GCM.open(
                box, using: key, authenticating: sealed[..<headCount])
        else { return nil }
        return Array(opened)
    }

    private static func nonce(_ kind: RecordingChunk.Kind, _ number: UInt64) -> [UInt8] {
        [kind.rawValue, 0, 0, 0] + number.bigEndianBytes
    }
}
