import Clinic

/// Checks hospitals' audit logs for their page: each at most once in ``period``, for a check reads
/// the whole log.
///
/// At most ``entryLimit`` answers are kept; full, all are forgotten.
actor AuditChecks {
    struct Check: Sendable {
        let verdict: AuditVerdict
        let at: WallTime
    }

    static let period = Duration.seconds(30)
    private static let entryLimit = 1024

    private var checks: [HospitalID: Check] = [:]
    private var running: [HospitalID: Task<Check, any Error>] = [:]

    /// The latest check, or a new one where that is old; who asks meanwhile gets the same.
    func check(of hospital: HospitalID, by services: FrontServices) async throws -> Check {
        let now = services.now()
        if let known = checks[hospital], now >= known.at, now - known.at < Self.period {
            return known
        }
        if let task = running[hospital] { return try await task.value }
        let task = Task {
            Check(verdict: try await services.stores.audit.verify(hospital), at: now)
        }
        running[hospital] = task
        defer { running[hospital] = nil }
        let check = try await task.value
        if checks.count >= Self.entryLimit { checks.removeAll() }
        checks[hospital] = check
        return check
    }
}
