/// All ports of the clinic's memory, as one thing to hand around.
package struct ClinicStores: Sendable {
    package let hospitals: any HospitalStore
    package let people: any PersonStore
    package let appointments: any AppointmentStore
    package let sessions: any SessionStore
    package let tokens: any TokenStore
    package let chat: any ChatStore
    package let consents: any ConsentStore
    package let recordings: any RecordingStore
    package let audit: any AuditLog
    package let reports: any ConnectionReportStore
    package let quality: any QualityStore
    package let keys: any APIKeyStore
    package let webhooks: any WebhookStore
    package let admissions: any AdmissionStore

    package init(
        hospitals: any HospitalStore, people: any PersonStore, appointments: any AppointmentStore,
        sessions: any SessionStore, tokens: any TokenStore, chat: any ChatStore,
        consents: any ConsentStore, recordings: any RecordingStore, audit: any AuditLog,
        reports: any ConnectionReportStore, quality: any QualityStore, keys: any APIKeyStore,
        webhooks: any WebhookStore, admissions: any AdmissionStore
    ) {
        self.hospitals = hospitals
        self.people = people
        self.appointments = appointments
        self.sessions = sessions
        self.tokens = tokens
        self.chat = chat
        self.consents = consents
        self.recordings = recordings
        self.audit = audit
        self.reports = reports
        self.quality = quality
        self.keys = keys
        self.webhooks = webhooks
        self.admissions = admissions
    }
}
