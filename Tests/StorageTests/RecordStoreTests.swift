import Clinic
import GRDB
import Testing

@testable import Storage

@Suite struct RecordStoreTests {
    private static let hospital = TemporaryStorage.hospital
    private static let appointment = TemporaryStorage.appointment
    private static let now = TemporaryStorage.now

    private static func message(
        _ id: String, in hospital: HospitalID = hospital,
        appointment: AppointmentID = appointment
    ) -> ChatMessage {
        ChatMessage(
            id: ChatMessageID(rawValue: id), hospital: hospital, appointment: appointment,
            sender: TemporaryStorage.id(.patient, in: hospital), senderName: "P",
            senderRole: .patient, text: "text of \(id)\n'; DROP TABLE people; --", sentAt: now)
    }

    @Test func `a conversation comes back in order, whole or from a message on`() async throws {
        let storage = try await TemporaryStorage.filled()
        let chat = storage.stores.chat
        for id in ["m3", "m1", "m2"] { try await chat.append(Self.message(id)) }
        try await chat.append(Self.message("m1"))
        try await chat.append(
            Self.message(
                "x", in: TemporaryStorage.otherHospital,
                appointment: TemporaryStorage.otherAppointment))
        func ids(after: String?, limit: Int = 10) async throws -> [String] {
            try await chat.messages(
                of: Self.appointment, in: Self.hospital,
                after: after.map(ChatMessageID.init(rawValue:)), limit: limit
            ).map(\.id.rawValue)
        }

        #expect(try await ids(after: nil) == ["m3", "m1", "m2"])
        #expect(try await ids(after: "m3") == ["m1", "m2"])
        #expect(try await ids(after: "m3", limit: 1) == ["m1"])
        #expect(try await ids(after: "m2") == [])
        #expect(try await ids(after: "x") == ["m3", "m1", "m2"], "another conversation's")
        let latest = try await chat.latestMessages(
            of: Self.appointment, in: Self.hospital, limit: 2)
        #expect(latest == [Self.message("m1"), Self.message("m2")])
        let foreign = try await chat.latestMessages(
            of: Self.appointment, in: TemporaryStorage.otherHospital, limit: 2)
        #expect(foreign.isEmpty)
    }

    @Test func `a message into another hospital's conversation is a conflict`() async throws {
        let storage = try await TemporaryStorage.filled()

        await #expect(throws: StoreError.conflict) {
            try await storage.stores.chat.append(
                Self.message("m", appointment: TemporaryStorage.otherAppointment))
        }
    }

    @Test func `of each person the last decision at a call's door is kept, for the last call`()
        async throws
    {
        let storage = try await TemporaryStorage.filled()
        let admissions = storage.stores.admissions
        func record(_ room: String, _ role: Role, isAdmitted: Bool) -> AdmissionRecord {
            AdmissionRecord(
                hospital: Self.hospital, appointment: Self.appointment,
                room: CallRoomID(rawValue: room), person: TemporaryStorage.id(role),
                isAdmitted: isAdmitted, at: Self.now)
        }
        func admitted(
            to room: String, in hospital: HospitalID = Self.hospital
        ) async throws -> [Bool] {
            try await admissions.admissions(to: CallRoomID(rawValue: room), in: hospital)
                .map(\.isAdmitted)
        }
        try await admissions.save(record("r1", .patient, isAdmitted: true))
        try await admissions.save(record("r1", .patient, isAdmitted: false))
        #expect(try await admitted(to: "r1") == [false])
        #expect(try await admitted(to: "r1", in: TemporaryStorage.otherHospital) == [])

        try await admissions.save(record("r2", .patient, isAdmitted: true))
        #expect(try await admitted(to: "r1") == [])
        #expect(try await admitted(to: "r2") == [true])
    }

    private static func consent(_ answer: ConsentRecord.Answer) -> ConsentRecord {
        ConsentRecord(
            hospital: hospital, appointment: appointment, room: CallRoomID(rawValue: "r"),
            person: TemporaryStorage.id(.patient), participant: ParticipantID(rawValue: "p"),
            answer: answer, at: now, way: answer == .agreed ? .asked : .answered,
            text: answer == .agreed ? nil : ConsentText(version: "1", language: "pt-BR"))
    }

    @Test func `every consent is kept in order and can be neither changed nor deleted`()
        async throws
    {
        let storage = try await TemporaryStorage.filled()
        let consents = storage.stores.consents
        for answer in ConsentRecord.Answer.allCases {
            try await consents.append(Self.consent(answer))
        }

        for sql in ["UPDATE consents SET answer = 'agreed'", "DELETE FROM consents"] {
            await #expect(throws: (any Error).self) {
                try await storage.database.write { try $0.execute(sql: sql) }
            }
        }
        let stored = try await consents.consents(of: Self.appointment, in: Self.hospital)
        #expect(stored == ConsentRecord.Answer.allCases.map(Self.consent))
        let foreign = try await consents.consents(
            of: Self.appointment, in: TemporaryStorage.otherHospital)
        #expect(foreign.isEmpty)
    }

    @Test func `a recording and its files are kept from opening to deletion`() async throws {
        let storage = try await TemporaryStorage.filled()
        let recordings = storage.stores.recordings
        var recording = CallRecording(
            id: CallRecordingID(rawValue: "rec"), hospital: Self.hospital,
            appointment: Self.appointment, requestedBy: TemporaryStorage.id(.doctor),
            startedAt: Self.now)
        var file = RecordedFile(
            id: RecordedFileID(rawValue: "f"), hospital: Self.hospital,
            appointment: Self.appointment, recording: recording.id,
            person: TemporaryStorage.id(.patient), participant: ParticipantID(rawValue: "p"),
            path: "rec/f.webm", openedAt: Self.now)
        try await recordings.insert(recording)
        try await recordings.insert(file)
        #expect(try await recordings.openFiles() == [file])
        #expect(try await recordings.runningRecordings() == [recording])

        let contents = RecordedFile.Contents(
            byteCount: 1 << 40, duration: .milliseconds(100_000_123), codecs: "opus,vp8")
        let foreign = TemporaryStorage.otherHospital
        try await recordings.close(file.id, in: foreign, contents: contents)
        try await recordings.stop(recording.id, in: foreign, at: Self.now)
        #expect(try await recordings.openFiles() == [file], "another hospital changes nothing")
        try await recordings.close(file.id, in: Self.hospital, contents: contents)
        try await recordings.stop(recording.id, in: Self.hospital, at: Self.now + .seconds(5))
        try await recordings.stop(recording.id, in: Self.hospital, at: Self.now + .seconds(9))
        file.contents = contents
        recording.stoppedAt = Self.now + .seconds(5)
        #expect(try await recordings.file(file.id, in: Self.hospital) == file)
        #expect(try await recordings.file(file.id, in: foreign) == nil)
        let stored = try await recordings.recordings(of: Self.appointment, in: Self.hospital)
        #expect(stored == [recording])
        #expect(try await recordings.openFiles().isEmpty)
        #expect(try await recordings.runningRecordings().isEmpty)

        try await recordings.markDeleted(file.id, in: Self.hospital, at: Self.now + .seconds(7))
        file.deletedAt = Self.now + .seconds(7)
        #expect(try await recordings.files(of: Self.appointment, in: Self.hospital) == [file])
    }

    @Test func `a file of a recording that is another appointment's is a conflict`() async throws {
        let storage = try await TemporaryStorage.filled()
        let file = RecordedFile(
            id: RecordedFileID(rawValue: "f"), hospital: Self.hospital,
            appointment: Self.appointment, recording: CallRecordingID(rawValue: "none"),
            person: TemporaryStorage.id(.patient), participant: ParticipantID(rawValue: "p"),
            path: "f", openedAt: Self.now)

        await #expect(throws: StoreError.conflict) {
            try await storage.stores.recordings.insert(file)
        }
    }
}
