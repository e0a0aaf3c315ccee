/// What a platform's key may be good for. The words are public: keys are made with them.
package enum APIScope: String, Hashable, Sendable, CaseIterable, Codable {
    case readAppointments = "appointments:read"
    /// Make, change and cancel appointments.
    case writeAppointments = "appointments:write"
    /// Start calls, and links by which people enter them.
    case makeLinks = "links:write"
    case endCalls = "calls:end"
    /// The list of recordings, never the media.
    case readRecordings = "recordings:read"
    /// How well calls went.
    case readQuality = "quality:read"
    case readAudit = "audit:read"
    case readPeople = "people:read"
    case writePeople = "people:write"
    case manageWebhook = "webhook:write"
    /// Only of use to a key over all hospitals.
    case readHospitals = "hospitals:read"
    case writeHospitals = "hospitals:write"

    /// What a key of one hospital may have.
    package static let ofOneHospital = Set(allCases).subtracting([.readHospitals, .writeHospitals])
}
