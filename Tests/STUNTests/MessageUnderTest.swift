import Crypto
import STUN
import Wire

/// Messages as arrays.
enum MessageUnderTest {
    static func written(
        _ messageClass: STUNClass, _ method: STUNMethod,
        _ transactionID: TransactionID = SampleMessages.transactionID, capacity: Int = 1024,
        _ write: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let memory = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: capacity)
            var writer = STUNMessageWriter(
                messageClass: messageClass, method: method, transactionID: transactionID,
                into: memory)
            write(&writer)
            count = writer.count
        }
    }
}

enum HMACUnderTest {
    static func sha256(_ message: ArraySlice<UInt8>, key: [UInt8]) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(for: Array(message), using: SymmetricKey(data: key)))
    }
}

extension STUNMessage {
    func isIntact(in datagram: [UInt8], key: [UInt8], by integrity: MessageIntegrity) -> Bool {
        isIntact(in: datagram.span.bytes, key: key, by: integrity)
    }

    func passwordAlgorithm(in datagram: [UInt8]) -> PasswordAlgorithm? {
        passwordAlgorithm(in: datagram.span.bytes)
    }

    func errorCode(in datagram: [UInt8]) -> Int? { errorCode(in: datagram.span.bytes) }

    func errorReason(in datagram: [UInt8]) -> String { errorReason(in: datagram.span.bytes) }

    func xorAddress(of attribute: Attribute, in datagram: [UInt8]) -> SocketAddress? {
        xorAddress(of: attribute, in: datagram.span.bytes)
    }
}
