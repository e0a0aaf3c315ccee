import STUN
import Wire

/// What a server gives its clients for its TURN server (RFC 8489 §9.2).
package struct RelayAccess: Sendable, Equatable {
    package let username: String
    package let credential: String

    package init(username: String, credential: String) {
        self.username = username
        self.credential = credential
    }
}

/// One client's allocation, with a channel to the one peer it has (RFC 8656).
///
///     challenged ──401──▶ allocating ──success──▶ binding ──success──▶ bound
struct RelayConversation {
    private enum Step {
        case challenging, allocating, binding, bound
    }

    static let channel: UInt16 = 0x4000
    /// ChannelData's head, in front of each datagram.
    static let headLength = 4
    /// Before a permission, which lives five minutes, ends.
    static let refreshInterval = Duration.seconds(240)

    private let access: RelayAccess
    private let peer: SocketAddress
    private var step = Step.challenging
    private var transaction: TransactionID
    private var realm: [UInt8] = []
    private var nonce: [UInt8] = []
    private var key: [UInt8] = []
    /// The error code with which the server ended it.
    private(set) var refusal: Int?

    init(_ access: RelayAccess, peer: SocketAddress) {
        self.access = access
        self.peer = peer
        transaction = TransactionID(
            high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }

    var isBound: Bool { step == .bound }

    /// The request of the step at hand, to be repeated until it is answered.
    func request() -> [UInt8] {
        switch step {
        case .challenging:
            message(.allocate) { $0.write(.requestedTransport, 0x1100_0000 as UInt32) }
        case .allocating:
            message(.allocate, isSigned: true) {
                $0.write(.requestedTransport, 0x1100_0000 as UInt32)
            }
        case .binding, .bound:
            message(.channelBind, isSigned: true) {
                $0.write(.channelNumber, UInt32(Self.channel) << 16)
                $0.writeXORAddress(.xorPeerAddress, peer)
            }
        }
    }

    /// Keeps the allocation, or with 0 gives it back.
    func refresh(lifetime: UInt32? = nil) -> [UInt8] {
        message(.refresh, isSigned: true) {
            if let lifetime { $0.write(.lifetime, lifetime) }
        }
    }

    /// Takes an answer of the TURN server.
    ///
    /// - Returns: whether ``request()`` is another now.
    mutating func receive(_ answer: STUNMessage, in bytes: RawSpan) -> Bool {
        guard answer.transactionID == transaction else { return false }
        if answer.messageClass == .success {
            switch step {
            case .challenging, .allocating: advance(to: .binding)
            case .binding: advance(to: .bound)
            case .bound: return false
            }
            return true
        }
        guard answer.messageClass == .error else { return false }
        let code = answer.errorCode(in: bytes) ?? 0
        guard code == 401 && step == .challenging || code == 438,
            let realm = answer.first(.realm), let nonce = answer.first(.nonce)
        else {
            refusal = code
            return false
        }
        self.realm = bytes.copy(realm.value)
        self.nonce = bytes.copy(nonce.value)
        key = LongTermKey.md5(
            name: Array(access.username.utf8), realm: self.realm,
            password: Array(access.credential.utf8))
        advance(to: step == .challenging ? .allocating : step)
        return true
    }

    private mutating func advance(to step: Step) {
        self.step = step
        transaction = TransactionID(high: transaction.high, low: transaction.low &+ 1)
    }

    private func message(
        _ method: STUNMethod, isSigned: Bool = false,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1_024) { memory, count in
            var writer = STUNMessageWriter(
                messageClass: .request, method: method, transactionID: transaction,
                into: UnsafeMutableRawBufferPointer(memory))
            attributes(&writer)
            if isSigned {
                writer.write(.username, Array(access.username.utf8))
                writer.write(.realm, realm)
                writer.write(.nonce, nonce)
                writer.writeMessageIntegrity(key: key)
            }
            count = writer.count
        }
    }

    /// Writes ChannelData's head for `length` bytes (RFC 8656 §12.4).
    static func writeHead(of length: Int, into memory: UnsafeMutableRawBufferPointer) {
        memory.storeBytes(of: channel.bigEndian, toByteOffset: 0, as: UInt16.self)
        memory.storeBytes(
            of: UInt16(truncatingIfNeeded: length).bigEndian, toByteOffset: 2, as: UInt16.self)
    }
}
