import Clinic
import Testing

@Suite struct ConsentProofTests {
    private static let recording = CallRecordingID(rawValue: "r1")

    private static func at(_ seconds: Int) -> WallTime { Samples.start + .seconds(seconds) }

    /// A log of these things, a second apart.
    private static func proof(
        _ events: [(AuditKind, Person?, String?)], of recording: CallRecordingID = recording
    ) -> ConsentProof {
        var chain = AuditChain(of: Samples.hospital)
        let entries = events.enumerated().map { second, event in
            chain.append(
                AuditEvent(
                    event.0, in: Samples.hospital, by: event.1?.id, detail: event.2,
                    at: at(second)))
        }
        return ConsentProof(of: recording, in: entries, now: at(events.count))
    }

    /// Doctor and patient agree, at 1 and 2; it is recorded from 3 on.
    private static let begin: [(AuditKind, Person?, String?)] = [
        (.recordingRequested, Samples.doctor, nil), (.consentGiven, Samples.doctor, nil),
        (.consentGiven, Samples.patient, nil), (.recordingStarted, nil, "r1"),
    ]

    private static func uncovered(
        _ proof: ConsentProof, _ from: Int, _ upTo: Int, of person: Person = Samples.patient
    ) -> Bool {
        !proof.uncovered([at(from)...at(upTo)], of: person.id).isEmpty
    }

    @Test func `what lies between start and stop is covered, nothing before or after`() {
        let proof = Self.proof(
            Self.begin + [(.chatStored, Samples.doctor, nil), (.recordingStopped, nil, "x")])

        #expect(!Self.uncovered(proof, 3, 5))
        #expect(!Self.uncovered(proof, 3, 5, of: Samples.doctor))
        #expect(Self.uncovered(proof, 2, 5))
        #expect(Self.uncovered(proof, 3, 6))
        #expect(Self.uncovered(proof, 4, 5, of: Samples.guest))
    }

    @Test(arguments: [
        AuditKind.consentWithdrawn, .consentRefused, .participantLeft, .participantSentBack,
    ])
    func `consent ends when it is taken back or its owner goes`(kind: AuditKind) {
        let proof = Self.proof(
            Self.begin + [
                (kind, Samples.patient, nil), (.chatStored, nil, nil),
                (.consentGiven, Samples.patient, nil), (.recordingStopped, nil, nil),
            ])

        #expect(!Self.uncovered(proof, 3, 4))
        #expect(Self.uncovered(proof, 3, 5))
        #expect(Self.uncovered(proof, 5, 5))
        #expect(!Self.uncovered(proof, 6, 7))
        #expect(!Self.uncovered(proof, 3, 7, of: Samples.doctor))
        let findings = proof.uncovered(
            [Self.at(3)...Self.at(4), Self.at(4)...Self.at(7)], of: Samples.patient.id)
        #expect(findings.map(\.from) == [Self.at(4)])
    }

    @Test func `a consent of another recording counts for nothing`() {
        let stopped = Self.begin + [(.recordingStopped, nil, nil)]
        let again: [(AuditKind, Person?, String?)] = [
            (.recordingRequested, Samples.doctor, nil), (.consentGiven, Samples.doctor, nil),
            (.recordingStarted, nil, "r2"),
        ]
        let second = Self.proof(stopped + again, of: CallRecordingID(rawValue: "r2"))

        #expect(Self.uncovered(second, 7, 8))
        #expect(!Self.uncovered(second, 7, 8, of: Samples.doctor))
        #expect(Self.proof(stopped, of: CallRecordingID(rawValue: "r3")).startedAt == nil)
    }
}
