/// Keeps connection reports for ``ConnectionReport/lifetime``.
package protocol ConnectionReportStore: Sendable {
    /// Drops the oldest of its hospital beyond ``ConnectionReport/keptLimit``.
    ///
    /// - Throws: ``StoreError/conflict`` when the code is taken.
    func insert(_ report: ConnectionReport) async throws
    /// Of any hospital: ``ConnectionReport/isOpen(to:)`` says who may see it.
    func report(_ code: ReportCode) async throws -> ConnectionReport?
    /// Drops what is too old; returns how many.
    func removeExpired(at now: WallTime) async throws -> Int
}
