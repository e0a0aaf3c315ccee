internal import Crypto

/// The proof that a server has understood a WebSocket handshake (RFC 6455 §4.2.2 step 5.4).
enum WebSocketAccept {
    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  // §1.3
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// - Parameter key: the value of `Sec-WebSocket-Key`.
    static func value(for key: String) -> String {
        base64(Array(Insecure.SHA1.hash(data: Array((key + guid).utf8))))
    }

    /// RFC 4648 §4, padded.
    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = Array(group) + [UInt8](repeating: 0, count: 3 - group.count)
            let bits = padded.reduce(0) { $0 << 8 | Int($1) }
            for place in 0..<4 {
                let index = bits >> (18 - 6 * place) & 63
                text.append(place <= group.count ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
