import ICE
import STUN
import Wire

/// Decodes a connectivity check, as a browser sends one every 2.5 seconds.
final class STUNParseStage: Stage {
    let name = "STUN parse"
    private let check = SampleCheck()

    func prepare() {}

    func run() {
        for _ in 0..<Lap.packets {
            check.bytes.withUnsafeBytes { datagram in
                guard let message = try? STUNMessage(decoding: datagram.bytes) else {
                    fatalError("the check cannot be read")
                }
                precondition(message.first(.username) != nil)
            }
        }
    }
}

/// The same, with who it is from and MESSAGE-INTEGRITY.
final class STUNCheckStage: Stage {
    let name = "STUN check"
    private let check = SampleCheck()

    func prepare() {}

    func run() {
        for _ in 0..<Lap.packets {
            check.bytes.withUnsafeBytes { datagram in
                guard let parsed = try? ConnectivityCheck(parsing: datagram.bytes) else {
                    fatalError("the check cannot be read")
                }
                precondition(
                    parsed.isAuthentic(in: datagram.bytes, credentials: check.credentials))
            }
        }
    }
}

private struct SampleCheck {
    let credentials = ICECredentials.random()
    let bytes: [UInt8]

    init() {
        let local = credentials
        bytes = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            var writer = STUNMessageWriter(
                messageClass: .request, method: .binding,
                transactionID: TransactionID(high: 1, low: 2),
                into: UnsafeMutableRawBufferPointer(buffer))
            writer.write(.username, Array("\(local.ufrag):far1".utf8))
            writer.write(.iceControlling, 7 as UInt64)
            writer.write(.useCandidate)
            writer.write(.priority, 0x6e7f_1eff as UInt32)
            writer.writeMessageIntegrity(key: local.key)
            writer.writeFingerprint()
            count = writer.count
        }
    }
}
