import STUN
import Wire

/// The answer to a connectivity check (RFC 8445 §7.3.1).
package enum BindingResponse {
    /// Room that the longest answer needs, in bytes.
    package static let capacity = 128

    /// Writes a success that tells the browser by which address we see it.
    ///
    /// - Parameter memory: ``capacity`` bytes suffice.
    /// - Returns: the length of the datagram; 0 where it did not fit.
    package static func writeSuccess(
        _ transactionID: TransactionID, to path: NetworkPath, credentials: ICECredentials,
        into memory: UnsafeMutableRawBufferPointer
    ) -> Int {
        var writer = STUNMessageWriter(
            messageClass: .success, method: .binding, transactionID: transactionID, into: memory)
        writer.writeXORMappedAddress(path.remote)
        writer.writeMessageIntegrity(key: credentials.key)
        writer.writeFingerprint()
        return writer.count
    }

    /// Writes an error answer.
    ///
    /// - Parameter memory: ``capacity`` bytes suffice.
    /// - Returns: the length of the datagram; 0 where it did not fit.
    package static func writeError(
        _ transactionID: TransactionID, _ refusal: CheckRefusal, credentials: ICECredentials,
        into memory: UnsafeMutableRawBufferPointer
    ) -> Int {
        var writer = STUNMessageWriter(
            messageClass: .error, method: .binding, transactionID: transactionID, into: memory)
        writer.writeErrorCode(refusal.code, reason: refusal.reason)
        if case .unknownAttribute(let type) = refusal {
            writer.write(
                .unknownAttributes,
                [UInt8(type.rawValue >> 8), UInt8(truncatingIfNeeded: type.rawValue)])
        }
        writer.writeMessageIntegrity(key: credentials.key)
        writer.writeFingerprint()
        return writer.count
    }
}
