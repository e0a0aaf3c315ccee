import Clinic
import Testing

@Suite struct AuditChainTests {
    private static func chain(_ count: Int) -> (entries: [AuditEntry], head: AuditChain) {
        var chain = AuditChain(of: Samples.hospital)
        let entries = (0..<count).map { index in
            chain.append(event(detail: "event \(index)"))
        }
        return (entries, chain)
    }

    private static func event(
        _ kind: AuditKind = .consentGiven, detail: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            kind, in: Samples.hospital, by: Samples.patient.id,
            appointment: Samples.appointment().id, source: "198.51.100.4", detail: detail,
            at: Samples.start)
    }

    private static func altered(_ entry: AuditEntry, _ event: AuditEvent) -> AuditEntry {
        AuditEntry(
            sequence: entry.sequence, event: event, previousHash: entry.previousHash,
            hash: entry.hash)
    }

    @Test func `a chain as it was written is intact`() {
        let (entries, head) = Self.chain(20)

        #expect(entries.map(\.sequence) == Array(1...20))
        #expect(AuditChain.verify(entries, head: head) == .intact(count: 20))
        #expect(
            AuditChain.verify([], head: AuditChain(of: nil)) == .intact(count: 0))
    }

    @Test func `any altered field of any entry is named`() {
        let (entries, head) = Self.chain(5)
        let at = Samples.start
        let alterations = [
            Self.event(.consentRefused, detail: "event 2"), Self.event(detail: "event 3"),
            Self.event(detail: nil),
            AuditEvent(
                .consentGiven, in: Samples.hospital, by: Samples.doctor.id,
                appointment: Samples.appointment().id, source: "198.51.100.4", detail: "event 2",
                at: at),
            AuditEvent(
                .consentGiven, in: Samples.hospital, by: Samples.patient.id, appointment: nil,
                source: "198.51.100.4", detail: "event 2", at: at),
            AuditEvent(
                .consentGiven, in: Samples.hospital, by: Samples.patient.id,
                appointment: Samples.appointment().id, source: nil, detail: "event 2", at: at),
            AuditEvent(
                .consentGiven, in: Samples.hospital, by: Samples.patient.id,
                appointment: Samples.appointment().id, source: "198.51.100.4", detail: "event 2",
                at: at + .milliseconds(1)),
        ]

        for event in alterations {
            var damaged = entries
            damaged[2] = Self.altered(entries[2], event)
            #expect(AuditChain.verify(damaged, head: head) == .broken(at: 3, .wrongHash))
        }
    }

    @Test func `an entry taken out, put twice or moved is named`() {
        let (entries, head) = Self.chain(6)
        let without = entries[..<2] + entries[3...]
        let twice = entries[...2] + entries[2...]
        var swapped = entries
        swapped.swapAt(1, 4)

        #expect(AuditChain.verify(without, head: head) == .broken(at: 3, .wrongSequence))
        #expect(AuditChain.verify(twice, head: head) == .broken(at: 4, .wrongSequence))
        #expect(AuditChain.verify(swapped, head: head) == .broken(at: 2, .wrongSequence))
    }

    @Test func `entries cut off at the end are noticed by the head kept elsewhere`() {
        let (entries, head) = Self.chain(6)

        #expect(AuditChain.verify(entries.prefix(4), head: head) == .broken(at: 5, .wrongEnd))
        #expect(
            AuditChain.verify(entries, head: Self.chain(4).head) == .broken(at: 5, .wrongEnd))
    }

    @Test func `a chain that was written anew from a change on is noticed by its head`() {
        let (entries, head) = Self.chain(3)
        var forged = AuditChain(of: Samples.hospital)
        var entriesAnew = [forged.append(entries[0].event)]
        entriesAnew.append(forged.append(Self.event(detail: "changed")))
        entriesAnew.append(forged.append(entries[2].event))

        #expect(AuditChain.verify(entriesAnew, head: head) == .broken(at: 4, .wrongEnd))
    }

    @Test func `a chain of another hospital is not taken`() {
        let (entries, _) = Self.chain(1)
        var other = AuditChain(of: Samples.otherHospital)

        #expect(other.follow(entries[0]) == .otherHospital)
        #expect(AuditChain(of: nil).head != other.head)
    }

    @Test func `fields that run into each other hash differently`() {
        var one = AuditChain(of: nil)
        var other = AuditChain(of: nil)
        let first = one.append(
            AuditEvent(.signedIn, in: nil, source: "ab", detail: "c", at: Samples.start))
        let second = other.append(
            AuditEvent(.signedIn, in: nil, source: "a", detail: "bc", at: Samples.start))

        #expect(first.hash != second.hash)
    }

    @Test func `a long detail is cut, between characters`() {
        let event = Self.event(detail: String(repeating: "é", count: 300))

        #expect(event.detail == String(repeating: "é", count: 100))
    }
}
