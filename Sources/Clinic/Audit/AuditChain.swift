internal import Crypto

/// The end of one hospital's hash chain of audit entries, and the way to go on and to check it.
///
/// Each entry's hash covers the hash before it and all of its own fields, so that a line that was
/// altered, taken out or put in breaks the chain at that line. Lines cut off at the end are seen
/// by comparing with a head that is kept elsewhere: ``verify(_:head:)``.
package struct AuditChain: Hashable, Sendable {
    /// `nil` for the server's own chain.
    package let hospital: HospitalID?
    /// The sequence of the last entry; 0 while there is none.
    package private(set) var count: Int64
    /// The hash of the last entry.
    package private(set) var head: [UInt8]

    /// A chain without entries.
    package init(of hospital: HospitalID?) {
        self.hospital = hospital
        count = 0
        head = Self.genesis(of: hospital)
    }

    /// The end of a stored chain.
    package init(of hospital: HospitalID?, count: Int64, head: [UInt8]) {
        self.hospital = hospital
        self.count = count
        self.head = head
    }

    /// What the first entry's hash stands on: another one for each hospital.
    package static func genesis(of hospital: HospitalID?) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append("aorta audit chain 1")
        bytes.append(hospital?.rawValue)
        return Array(SHA256.hash(data: bytes.bytes))
    }

    /// Gives `event`, which must be of this hospital, the next place.
    package mutating func append(_ event: AuditEvent) -> AuditEntry {
        precondition(event.hospital == hospital, "an event of another hospital's chain")
        let sequence = count + 1
        let hash = Self.hash(of: event, sequence: sequence, after: head)
        let entry = AuditEntry(sequence: sequence, event: event, previousHash: head, hash: hash)
        count = sequence
        head = hash
        return entry
    }

    /// SHA-256 over the hash before, the sequence and every field of the event.
    static func hash(
        of event: AuditEvent, sequence: Int64, after previousHash: [UInt8]
    ) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append(previousHash)
        bytes.append(sequence)
        bytes.append(event.kind.rawValue)
        bytes.append(event.hospital?.rawValue)
        bytes.append(event.actor?.rawValue)
        bytes.append(event.appointment?.rawValue)
        bytes.append(event.source)
        bytes.append(event.detail)
        bytes.append(event.at.milliseconds)
        return Array(SHA256.hash(data: bytes.bytes))
    }

    /// Moves over `entry` if it is the one that comes next.
    ///
    /// - Returns: what is wrong with it; `nil` if nothing is.
    package mutating func follow(_ entry: AuditEntry) -> AuditVerdict.Flaw? {
        guard entry.sequence == count + 1 else { return .wrongSequence }
        guard entry.event.hospital == hospital else { return .otherHospital }
        guard entry.previousHash == head else { return .wrongPreviousHash }
        let hash = Self.hash(of: entry.event, sequence: entry.sequence, after: head)
        guard entry.hash == hash else { return .wrongHash }
        count = entry.sequence
        head = hash
        return nil
    }

    /// Checks a whole chain from its first entry, and that it ends where `head`, kept elsewhere,
    /// says.
    package static func verify(
        _ entries: some Sequence<AuditEntry>, head: AuditChain
    ) -> AuditVerdict {
        var chain = AuditChain(of: head.hospital)
        for entry in entries {
            let expected = chain.count + 1
            if let flaw = chain.follow(entry) { return .broken(at: expected, flaw) }
        }
        return chain.ending(at: head)
    }

    /// The verdict on a chain that was followed to its last entry.
    ///
    /// - Parameter head: the end that it should have, kept elsewhere.
    package func ending(at head: AuditChain) -> AuditVerdict {
        self == head
            ? .intact(count: count) : .broken(at: min(count, head.count) + 1, .wrongEnd)
    }
}
