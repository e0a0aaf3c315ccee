import STUN
import Wire

@testable import Engine

/// A TURN client: datagrams to one peer and back, through an allocation.
final class TURNWire: TestWire {
    static let user = "nurse"
    static let password = "florence"

    let wire: any TestWire
    private(set) var relayed: SocketAddress?
    private let name: String
    private let password: String
    private var peer = SocketAddress(ipv4: 0, port: 0)
    private var channel: UInt16?
    private var nonce: [UInt8] = []
    private var transaction: UInt64 = 0
    private var waiting: [[UInt8]] = []

    init(
        over wire: any TestWire, name: String = TURNWire.user, password: String = TURNWire.password
    ) {
        self.wire = wire
        self.name = name
        self.password = password
    }

    /// - Returns: the error code, 0 for success.
    @discardableResult
    func allocate() async throws -> Int {
        let bare = message(.request, .allocate) { $0.write(.requestedTransport, [17, 0, 0, 0]) }
        let challenge = try await answer(to: bare)
        nonce = try value(.nonce, of: challenge)
        let allocated = try await request(.allocate) {
            $0.write(.requestedTransport, [17, 0, 0, 0])
        }
        let response = try STUNMessage(decoding: allocated.span.bytes)
        relayed = response.first(.xorRelayedAddress).flatMap {
            response.xorAddress(of: $0, in: allocated.span.bytes)
        }
        return response.errorCode(in: allocated.span.bytes) ?? 0
    }

    /// Lets `peer` answer, and sends to it from now on: by indications, or over `channel`.
    @discardableResult
    func reach(_ peer: SocketAddress, channel: UInt16? = nil) async throws -> Int {
        self.peer = peer
        self.channel = channel
        let response = try await request(channel == nil ? .createPermission : .channelBind) {
            if let channel { $0.write(.channelNumber, UInt32(channel) << 16) }
            $0.writeXORAddress(.xorPeerAddress, peer)
        }
        let message = try STUNMessage(decoding: response.span.bytes)
        return message.errorCode(in: response.span.bytes) ?? 0
    }

    func send(_ datagram: [UInt8]) {
        if let channel {
            let (number, length) = (channel, UInt16(datagram.count))
            wire.send(
                [UInt8(number >> 8), UInt8(number & 255), UInt8(length >> 8), UInt8(length & 255)]
                    + datagram)
        } else {
            wire.send(
                message(.indication, .send) {
                    $0.writeXORAddress(.xorPeerAddress, peer)
                    $0.write(.data, datagram)
                })
        }
    }

    func receiveAll() -> [[UInt8]] {
        collect()
        defer { waiting = [] }
        return waiting
    }

    // MARK: Messages

    private func request(
        _ method: STUNMethod, _ attributes: (inout STUNMessageWriter) -> Void
    ) async throws -> [UInt8] {
        let (name, realm) = (Array(name.utf8), Array("aorta".utf8))
        let key = LongTermKey.md5(name: name, realm: realm, password: Array(password.utf8))
        return try await answer(
            to: message(.request, method) { writer in
                attributes(&writer)
                writer.write(.username, name)
                writer.write(.realm, realm)
                writer.write(.nonce, nonce)
                writer.write(.sha1, key: key)
            })
    }

    private func answer(to request: [UInt8]) async throws -> [UInt8] {
        wire.send(request)
        return try await eventually("a TURN response") { collect() }
    }

    /// Keeps what peers sent.
    ///
    /// - Returns: the first response.
    @discardableResult
    private func collect() -> [UInt8]? {
        var response: [UInt8]?
        for datagram in wire.receiveAll() {
            if datagram[0] >= 64 {
                let length = Int(datagram[2]) << 8 | Int(datagram[3])
                waiting.append(Array(datagram[4..<(4 + length)]))
            } else if let message = try? STUNMessage(decoding: datagram.span.bytes),
                message.method == .data, let data = message.first(.data)
            {
                waiting.append(Array(datagram[data.value]))
            } else {
                response = response ?? datagram
            }
        }
        return response
    }

    private func value(_ type: STUNAttributeType, of datagram: [UInt8]) throws -> [UInt8] {
        let message = try STUNMessage(decoding: datagram.span.bytes)
        guard let attribute = message.first(type) else { throw Missed(what: "\(type)") }
        return Array(datagram[attribute.value])
    }

    private func message(
        _ messageClass: STUNClass, _ method: STUNMethod,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        transaction += 1
        return [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            var writer = STUNMessageWriter(
                messageClass: messageClass, method: method,
                transactionID: TransactionID(high: 7, low: transaction),
                into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: 4096))
            attributes(&writer)
            count = writer.count
        }
    }
}
