/// Builds ClientHello messages and the records they travel in.
struct TestClientHello {
    var cipherSuites: [UInt16] = [0x4A4A, 0x1301, 0x1302, 0xC02B]
    var extensions: [(type: UInt16, value: [UInt8])] = [
        (0xDADA, []),
        (0, vector16([0] + vector16(Array("clinic.example".utf8)))),
        (10, vector16(numbers([0x3A3A, 0x11EC, 0x001D]))),
        (13, vector16(numbers([0x0403, 0x0804]))),
        (16, vector16(vector8(Array("h2".utf8)) + vector8(Array("http/1.1".utf8)))),
        (43, vector8(numbers([0x2A2A, 0x0304, 0x0303]))),
        (51, [1, 2, 3, 4, 5, 6, 7]),
    ]

    /// The handshake message with its header.
    var message: [UInt8] {
        let extensions = extensions.flatMap { Self.numbers([$0.type]) + Self.vector16($0.value) }
        let body =
            [3, 3] + [UInt8](repeating: 9, count: 32) + Self.vector8([7, 7])
            + Self.vector16(Self.numbers(cipherSuites)) + Self.vector8([0])
            + Self.vector16(extensions)
        return [1, UInt8(body.count >> 16), UInt8(body.count >> 8 & 255), UInt8(body.count & 255)]
            + body
    }

    /// The message in records of at most `size` bytes.
    func records(of size: Int = 16_384) -> [UInt8] {
        let message = message
        return stride(from: 0, to: message.count, by: size).flatMap { start in
            [0x16, 3, 1] + Self.vector16(Array(message[start...].prefix(size)))
        }
    }

    static func numbers(_ numbers: [UInt16]) -> [UInt8] {
        numbers.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    }

    static func vector8(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count)] + bytes }

    static func vector16(_ bytes: [UInt8]) -> [UInt8] { numbers([UInt16(bytes.count)]) + bytes }
}
