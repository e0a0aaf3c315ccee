/// An event in its place of a hospital's chain.
package struct AuditEntry: Hashable, Sendable, PersonalData {
    /// From 1, without gaps, in each chain.
    package let sequence: Int64
    package let event: AuditEvent
    /// ``hash`` of the entry before; the chain's ``AuditChain/genesis`` for the first.
    package let previousHash: [UInt8]
    /// 32 bytes of SHA-256.
    package let hash: [UInt8]

    package init(sequence: Int64, event: AuditEvent, previousHash: [UInt8], hash: [UInt8]) {
        self.sequence = sequence
        self.event = event
        self.previousHash = previousHash
        self.hash = hash
    }

    package var redacted: String { "AuditEntry(\(sequence), \(event.kind.rawValue))" }
}
