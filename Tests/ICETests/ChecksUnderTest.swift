import ICE
import STUN
import Wire

/// Connectivity checks as a browser sends them.
struct ChecksUnderTest {
    let local = ICECredentials(ufrag: "localfrg", password: "the server's password 22")
    let remoteUfrag = "h6vY"

    enum Trait { case nominating, controlled, wrongPassword, noUsername, noFingerprint, vendor }

    func datagram(_ traits: Set<Trait> = [], transaction: UInt64 = 1) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            var writer = STUNMessageWriter(
                messageClass: .request, method: .binding,
                transactionID: TransactionID(high: 0, low: transaction),
                into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: 256))
            if !traits.contains(.noUsername) {
                writer.write(.username, Array("\(local.ufrag):\(remoteUfrag)".utf8))
            }
            if traits.contains(.vendor) { writer.write(STUNAttributeType(rawValue: 0x7777), [1]) }
            // Browsers add their own, which a server leaves alone.
            writer.write(STUNAttributeType(rawValue: 0xC057), [0, 1, 0, 10])
            writer.write(
                traits.contains(.controlled) ? .iceControlled : .iceControlling,
                [1, 2, 3, 4, 5, 6, 7, 8])
            if traits.contains(.nominating) { writer.write(.useCandidate) }
            writer.write(.priority, [0x6e, 0, 1, 0xff])
            let isWrong = traits.contains(.wrongPassword)
            writer.writeMessageIntegrity(key: isWrong ? [1, 2] : local.key)
            if !traits.contains(.noFingerprint) { writer.writeFingerprint() }
            count = writer.count
        }
    }

    func request(_ traits: Set<Trait> = [], transaction: UInt64 = 1) throws -> STUNMessage {
        try STUNMessage(decoding: datagram(traits, transaction: transaction).span.bytes)
    }

    func path(_ host: UInt32, carrier: Carrier = .udp) -> NetworkPath {
        NetworkPath(remote: SocketAddress(ipv4: 0xC000_0200 | host, port: 50_000), carrier: carrier)
    }
}
