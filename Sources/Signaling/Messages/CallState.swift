import Clinic

/// The state of the call as one participant may see it.
package struct CallState: Hashable, Sendable, Codable, PersonalData {
    /// Why a call ended.
    package enum EndReason: String, Hashable, Sendable, Codable, CaseIterable {
        case endedByDoctor = "ended-by-doctor"
        case endedByPatient = "ended-by-patient"
        /// By the hospital's platform, through the API.
        case endedByHospital = "ended-by-hospital"
        case timeLimit = "time-limit"
        case allLeft = "all-left"
    }

    package var status: VideoCall.Status
    /// The receiver takes part; else he waits.
    package var isAdmitted: Bool
    package var startedAt: WallTime?
    package var endsAt: WallTime?
    /// Within the last minutes before ``endsAt``.
    package var endsSoon: Bool
    package var now: WallTime
    /// For doctors only.
    package var waiting: [PersonLabel]?
    /// Whole seconds; once ended.
    package var duration: Int64?
    package var reason: EndReason?

    package init(
        status: VideoCall.Status, isAdmitted: Bool, startedAt: WallTime? = nil,
        endsAt: WallTime? = nil, endsSoon: Bool = false, now: WallTime,
        waiting: [PersonLabel]? = nil, duration: Int64? = nil, reason: EndReason? = nil
    ) {
        self.status = status
        self.isAdmitted = isAdmitted
        self.startedAt = startedAt
        self.endsAt = endsAt
        self.endsSoon = endsSoon
        self.now = now
        self.waiting = waiting
        self.duration = duration
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case status, startedAt, endsAt, endsSoon, now, waiting, duration, reason
        case isAdmitted = "admitted"
    }

    package var redacted: String { "CallState(\(status.rawValue))" }
}
