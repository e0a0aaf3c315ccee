internal import COpenSSL

/// HMAC-SHA1 (RFC 2104) with a key hashed once.
///
/// OpenSSL's own HMAC copies a context on the heap for each packet; here the two hashed key blocks
/// are plain structs and a copy of them is all that starts a packet. SHA-1 itself is OpenSSL's.
struct HMACSHA1 {
    static let length = 20
    private var inner = SHA_CTX()
    private var outer = SHA_CTX()

    /// - Parameter key: at most 64 bytes.
    init(key: [UInt8]) {
        precondition(key.count <= 64)
        let block = key + [UInt8](repeating: 0, count: 64 - key.count)
        SHA1_Init(&inner)
        SHA1_Update(&inner, block.map { $0 ^ 0x36 }, 64)
        SHA1_Init(&outer)
        SHA1_Update(&outer, block.map { $0 ^ 0x5c }, 64)
    }

    /// The code of `message` followed by the big-endian `trailer`.
    func code(
        of message: UnsafeRawBufferPointer, trailer: UInt32
    ) -> InlineArray<20, UInt8> {
        var code = InlineArray<20, UInt8>(repeating: 0)
        var bigEndianTrailer = trailer.bigEndian
        var context = inner
        SHA1_Update(&context, message.baseAddress, message.count)
        SHA1_Update(&context, &bigEndianTrailer, 4)
        withUnsafeMutablePointer(to: &code) { pointer in
            pointer.withMemoryRebound(to: UInt8.self, capacity: Self.length) { bytes in
                _ = SHA1_Final(bytes, &context)
                context = outer
                SHA1_Update(&context, bytes, Self.length)
                _ = SHA1_Final(bytes, &context)
            }
        }
        return code
    }
}
