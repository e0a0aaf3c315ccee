import Clinic
import Signaling

/// The clinic's ports in memory; writes that matter are noted in the journal.
actor MemoryClinic {
    struct Broken: Error {}

    let journal: Journal
    var hospitals: [HospitalID: Hospital] = [:]
    var persons: [PersonID: Person] = [:]
    var appointmentsByID: [AppointmentID: Appointment] = [:]
    var tokens: [SecretHash: JoinToken] = [:]
    var messages: [ChatMessage] = []
    var consentRecords: [ConsentRecord] = []
    var recordings: [CallRecording] = []
    var files: [RecordedFile] = []
    var events: [AuditEvent] = []
    var admissions: [PersonID: AdmissionRecord] = [:]
    /// Kinds of audit events that cannot be written.
    var unwritable: Set<AuditKind> = []
    var qualityReports: [QualityReport] = []
    private var isChatHeld = false
    private var heldChat: CheckedContinuation<Void, Never>?

    init(_ journal: Journal) {
        self.journal = journal
    }

    nonisolated var stores: ClinicStores {
        ClinicStores(
            hospitals: self, people: self, appointments: self, sessions: self, tokens: self,
            chat: self, consents: self, recordings: self, audit: self,
            reports: self, quality: self, keys: self, webhooks: self, admissions: self)
    }

    func fail(_ kinds: AuditKind...) { unwritable = Set(kinds) }

    /// The next chat line waits until it is let go.
    func holdChat() { isChatHeld = true }

    var isHolding: Bool { heldChat != nil }

    func letChatGo() {
        isChatHeld = false
        heldChat?.resume()
        heldChat = nil
    }

    func set(_ appointment: Appointment) { appointmentsByID[appointment.id] = appointment }
}

extension MemoryClinic: HospitalStore {
    func save(_ hospital: Hospital) { hospitals[hospital.id] = hospital }
    func hospital(_ id: HospitalID) -> Hospital? { hospitals[id] }
    func hospitals(after: HospitalID?, limit: Int) -> [Hospital] {
        Array(hospitals.values.prefix(limit))
    }
}

extension MemoryClinic: PersonStore {
    func insert(_ person: Person, password: PasswordHash?) { persons[person.id] = person }
    func person(_ id: PersonID, in hospital: HospitalID) -> Person? {
        persons[id].flatMap { $0.hospital == hospital ? $0 : nil }
    }
    func people(_ ids: [PersonID], in hospital: HospitalID) -> [PersonID: Person] {
        persons.filter { ids.contains($0.key) && $0.value.hospital == hospital }
    }
    func people(in hospital: HospitalID, after: PersonID?, limit: Int) -> [Person] { [] }
    func person(email: String) -> Person? { nil }
    func disable(_ person: PersonID, in hospital: HospitalID, at now: WallTime) {
        persons[person]?.disabledAt = now
    }
    func account(email: String) -> Account? { nil }
    func setPassword(_ password: PasswordHash, of person: PersonID, in hospital: HospitalID) {}
}

extension MemoryClinic: AppointmentStore {
    func insert(_ appointment: Appointment) { appointmentsByID[appointment.id] = appointment }
    func appointment(_ id: AppointmentID, in hospital: HospitalID) -> Appointment? {
        appointmentsByID[id].flatMap { $0.hospital == hospital ? $0 : nil }
    }
    func appointment(room: CallRoomID, in hospital: HospitalID) -> Appointment? {
        appointmentsByID.values.first { $0.call.room == room && $0.hospital == hospital }
    }
    func appointments(of person: PersonID, in hospital: HospitalID, limit: Int) -> [Appointment] {
        []
    }
    func appointments(in hospital: HospitalID, limit: Int) -> [Appointment] { [] }
    func apply(
        _ change: CallChange, to id: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) -> CallTransition {
        guard let appointment = appointmentsByID[id], appointment.hospital == hospital
        else { return .refused(.unknownAppointment) }
        let transition = appointment.call.applying(change, at: now)
        if let call = transition.call { appointmentsByID[id]?.call = call }
        return transition
    }
    func appointment(externalID: String, in hospital: HospitalID) -> Appointment? { nil }
    func appointments(
        in hospital: HospitalID, of person: PersonID?, after: AppointmentID?, limit: Int
    ) -> [Appointment] { [] }
    func update(
        _ id: AppointmentID, in hospital: HospitalID, startsAt: WallTime?,
        isRecordingEnabled: Bool?
    ) -> Appointment? { appointmentsByID[id] }
    func cancel(_ id: AppointmentID, in hospital: HospitalID, at now: WallTime) -> Bool {
        guard appointmentsByID[id]?.call.isRunning == false else { return false }
        appointmentsByID[id]?.cancelledAt = now
        return true
    }
    func invite(_ guest: Person, to id: AppointmentID, in hospital: HospitalID) -> Bool {
        guard let appointment = appointmentsByID[id], appointment.hospital == hospital,
            appointment.guests.count < Appointment.guestLimit
        else { return false }
        persons[guest.id] = guest
        appointmentsByID[id]?.guests.append(guest.id)
        return true
    }
    func runningCalls() -> [Appointment] {
        appointmentsByID.values.filter(\.call.isRunning)
    }
}

extension MemoryClinic: QualityStore {
    func save(_ report: QualityReport) {
        qualityReports.removeAll { $0.room == report.room && $0.person == report.person }
        qualityReports.append(report)
    }
    func report(
        of person: PersonID, in room: CallRoomID, of hospital: HospitalID
    ) -> QualityReport? {
        qualityReports.first { $0.room == room && $0.person == person && $0.hospital == hospital }
    }
    func scores(of rooms: [CallRoomID], in hospital: HospitalID) -> [CallRoomID: Int] { [:] }
    func reports(of appointment: AppointmentID, in hospital: HospitalID) -> [QualityReport] {
        qualityReports.filter { $0.appointment == appointment && $0.hospital == hospital }
    }
}

extension MemoryClinic: SessionStore {
    func insert(_ session: WebSession) {}
    func resume(_ hash: SecretHash, at now: WallTime) -> WebSession? { nil }
    func remove(_ hash: SecretHash) {}
    func removeExpired(at now: WallTime) -> Int { 0 }
}

extension MemoryClinic: TokenStore {
    func mint(_ token: JoinToken) -> [SecretHash] {
        let dead = tokens.values.filter {
            $0.appointment == token.appointment && $0.person == token.person
                && $0.supersededAt == nil
        }
        for old in dead { tokens[old.hash]?.supersededAt = token.createdAt }
        tokens[token.hash] = token
        return dead.map(\.hash)
    }
    func use(
        _ hash: SecretHash, by session: SecretHash, in room: CallRoomID, at now: WallTime
    ) -> TokenUse {
        guard let token = tokens[hash] else {
            return TokenUse(verdict: .refused(.unknownToken), token: nil)
        }
        let verdict = token.verdict(for: session, in: room, at: now)
        if case .bindsNow = verdict { tokens[hash]?.session = session }
        return TokenUse(verdict: verdict, token: tokens[hash])
    }
    func token(boundTo session: SecretHash, in room: CallRoomID, at now: WallTime) -> JoinToken? {
        tokens.values.first {
            $0.session == session && $0.verdict(for: session, in: room, at: now) == .sameSession
        }
    }
    func token(
        boundTo session: SecretHash, of appointment: AppointmentID, at now: WallTime
    ) -> JoinToken? {
        tokens.values.first {
            $0.appointment == appointment
                && $0.verdict(for: session, in: $0.room, at: now) == .sameSession
        }
    }
    func token(_ hash: SecretHash) -> JoinToken? { tokens[hash] }
    func supersedeAll(
        of appointment: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) -> [SecretHash] {
        let dead = tokens.values.filter {
            $0.appointment == appointment && $0.supersededAt == nil
        }
        for old in dead { tokens[old.hash]?.supersededAt = now }
        return dead.map(\.hash)
    }
}

extension MemoryClinic: AdmissionStore {
    func save(_ record: AdmissionRecord) { admissions[record.person] = record }
    func admissions(to room: CallRoomID, in hospital: HospitalID) -> [AdmissionRecord] {
        admissions.values.filter { $0.room == room && $0.hospital == hospital }
    }
}

extension MemoryClinic: ChatStore {
    func append(_ message: ChatMessage) async throws {
        if isChatHeld { await withCheckedContinuation { heldChat = $0 } }
        if unwritable.contains(.chatStored) { throw Broken() }
        messages.append(message)
    }
    func messages(
        of appointment: AppointmentID, in hospital: HospitalID, after: ChatMessageID?, limit: Int
    ) -> [ChatMessage] {
        let index = messages.firstIndex { $0.id == after }.map { $0 + 1 } ?? 0
        return Array(messages[index...].prefix(limit))
    }
    func latestMessages(
        of appointment: AppointmentID, in hospital: HospitalID, limit: Int
    ) -> [ChatMessage] { messages.suffix(limit) }
}

extension MemoryClinic: ConsentStore {
    func append(_ record: ConsentRecord) {
        journal.note("store \(record.answer.rawValue) \(record.participant)")
        consentRecords.append(record)
    }
    func consents(of appointment: AppointmentID, in hospital: HospitalID) -> [ConsentRecord] {
        consentRecords
    }
}

extension MemoryClinic: RecordingStore {
    func insert(_ recording: CallRecording) { recordings.append(recording) }
    func stop(_ id: CallRecordingID, in hospital: HospitalID, at now: WallTime) {
        for index in recordings.indices where recordings[index].id == id {
            recordings[index].stoppedAt = recordings[index].stoppedAt ?? now
        }
    }
    func recordings(of appointment: AppointmentID, in hospital: HospitalID) -> [CallRecording] {
        recordings
    }
    func insert(_ file: RecordedFile) { files.append(file) }
    func close(
        _ id: RecordedFileID, in hospital: HospitalID, contents: RecordedFile.Contents
    ) {
        for index in files.indices where files[index].id == id { files[index].contents = contents }
    }
    func file(_ id: RecordedFileID, in hospital: HospitalID) -> RecordedFile? {
        files.first { $0.id == id }
    }
    func files(of appointment: AppointmentID, in hospital: HospitalID) -> [RecordedFile] { files }
    func markDeleted(_ id: RecordedFileID, in hospital: HospitalID, at now: WallTime) {}
    func openFiles() -> [RecordedFile] { files.filter { $0.contents == nil } }
    func runningRecordings() -> [CallRecording] { recordings.filter { $0.stoppedAt == nil } }
}

extension MemoryClinic: AuditLog {
    func append(_ event: AuditEvent) throws -> AuditEntry {
        if unwritable.contains(event.kind) { throw Broken() }
        journal.note("audit \(event.kind.rawValue)")
        events.append(event)
        return AuditEntry(
            sequence: Int64(events.count), event: event, previousHash: [], hash: [])
    }
    func entries(
        in hospital: HospitalID?, appointment: AppointmentID?, after: Int64, limit: Int
    ) -> [AuditEntry] { [] }
    func verify(_ hospital: HospitalID?) -> AuditVerdict { .intact(count: Int64(events.count)) }
}

extension MemoryClinic: ConnectionReportStore {
    func insert(_ report: ConnectionReport) {}
    func report(_ code: ReportCode) -> ConnectionReport? { nil }
}

extension MemoryClinic: APIKeyStore {
    func insert(_ key: APIKey) {}
    func use(_ hash: SecretHash, at now: WallTime) -> APIKey? { nil }
    func keys(of hospital: HospitalID?, limit: Int) -> [APIKey] { [] }
    func revoke(_ id: APIKeyID, at now: WallTime) -> APIKey? { nil }
    func save(_ trust: PlatformTrust) {}
    func trust(issuer: String) -> PlatformTrust? { nil }
    func trust(of hospital: HospitalID) -> PlatformTrust? { nil }
    func removeTrust(of hospital: HospitalID) -> Bool { false }
}

extension MemoryClinic: WebhookStore {
    func save(_ webhook: Webhook) {}
    func webhook(of hospital: HospitalID) -> Webhook? { nil }
    func webhooks() -> [Webhook] { [] }
    func advance(_ webhook: Webhook) {}
    func remove(of hospital: HospitalID) -> Bool { false }
}
