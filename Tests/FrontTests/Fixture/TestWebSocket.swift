import Foundation

/// A WebSocket client that can also misbehave.
struct TestWebSocket {
    /// A frame of the server's.
    struct Frame {
        let opcode: UInt8
        let payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        /// Of a close frame.
        var closeCode: Int? {
            guard opcode == 8, payload.count >= 2 else { return nil }
            return Int(payload[0]) << 8 | Int(payload[1])
        }
    }

    private(set) var connection: TestConnection
    let response: TestResponse

    /// Asks for an upgrade on `connection`.
    init(
        _ path: String, of browser: TestBrowser, headers: [String: String] = [:],
        on connection: TestConnection? = nil
    ) async throws {
        var connection = connection
        if connection == nil {
            connection = try await TestConnection(port: browser.port, isTLS: browser.isTLS)
        }
        guard var connection else { throw ConnectionEnded() }
        let own = [
            "Upgrade": "websocket", "Connection": "keep-alive, Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        let all = browser.allHeaders(own.merging(headers) { _, new in new })
        try await connection.send(TestRequest.text("GET", path, headers: all))
        response = try await connection.readResponse()
        self.connection = connection
    }

    var isOpen: Bool { response.status == 101 }

    func send(
        opcode: UInt8 = 1, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true,
        reserved: UInt8 = 0
    ) async throws {
        var frame: [UInt8] = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: frame.append(mask | UInt8(payload.count))
        case ..<65_536:
            frame += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            frame.append(mask | 127)
            frame += stride(from: 56, through: 0, by: -8).map { UInt8(payload.count >> $0 & 255) }
        }
        let key: [UInt8] = [1, 2, 3, 4]
        if isMasked { frame += key }
        frame += isMasked ? payload.enumerated().map { $1 ^ key[$0 % 4] } : payload
        try await connection.send(frame)
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// The next frame that is no ping; `nil` at the end of the connection.
    mutating func next() async -> Frame? {
        while true {
            guard let head = await connection.read(2) else { return nil }
            var length = Int(head[1] & 0x7F)
            if length == 126 {
                guard let more = await connection.read(2) else { return nil }
                length = Int(more[0]) << 8 | Int(more[1])
            }
            guard let payload = await connection.read(length) else { return nil }
            let frame = Frame(opcode: head[0] & 15, payload: payload)
            if frame.opcode != 9 { return frame }
        }
    }

    /// The next text message of this type.
    mutating func message(_ type: String) async -> [String: Any]? {
        while let frame = await next() {
            guard frame.opcode == 1 else { return nil }
            let object = try? JSONSerialization.jsonObject(with: Data(frame.payload))
            if let message = object as? [String: Any], message["type"] as? String == type {
                return message
            }
        }
        return nil
    }

    /// The code of the close frame that comes next, messages before it passed over.
    mutating func closeCode() async -> Int? {
        while let frame = await next() {
            if frame.opcode == 8 { return frame.closeCode }
        }
        return nil
    }
}
