import STUN
import Wire

/// The requests of a check, as bytes.
enum STUNRequests {
    private static let largest = 1_500

    static func make(
        _ method: STUNMethod, _ id: TransactionID,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: largest) { memory, count in
            var writer = STUNMessageWriter(
                messageClass: .request, method: method, transactionID: id,
                into: UnsafeMutableRawBufferPointer(memory))
            attributes(&writer)
            count = writer.count
        }
    }

    static func randomID() -> TransactionID {
        TransactionID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }

    /// An ICE check (RFC 8445 §7.1), padded by an attribute that nobody has to understand.
    ///
    /// - Parameter padding: bytes, a multiple of four.
    static func check(
        _ id: TransactionID, of own: String, to remote: ProbeDescription, padding: Int
    ) -> [UInt8] {
        make(.binding, id) { writer in
            writer.write(.username, Array("\(remote.ufrag):\(own)".utf8))
            writer.write(.iceControlling, [UInt8](repeating: 7, count: 8))
            writer.write(.priority, [0x6E, 0x00, 0x1E, 0xFF])
            writer.write(.useCandidate)
            if padding > 0 {
                writer.write(.padding, [UInt8](repeating: 0, count: padding))
            }
            writer.writeMessageIntegrity(key: Array(remote.password.utf8))
            writer.writeFingerprint()
        }
    }
}

extension STUNAttributeType {
    /// Of no meaning: from the range that a receiver may pass over (RFC 8489 §18.3).
    fileprivate static let padding = Self(rawValue: 0xC0FE)
}
