import Clinic
import Signaling

/// What the doors lead to, handed in by whoever wires the program.
package struct FrontServices: Sendable {
    package let stores: ClinicStores
    package let consultations: ConsultationDirectory
    package let now: @Sendable () -> WallTime
    /// Where TURN and ICE over TCP lead; `nil`: they are closed.
    package var media: (any StreamMedia)?
    /// Where WHIP and WHEP lead; `nil`: there are no such paths.
    package var toolRooms: ToolRooms?
    /// What plays recordings; `nil`: recording is off, and its routes do not exist.
    package var recordings: (any RecordingPlayback)?
    /// Everything that `/metrics` shows besides the doors' own.
    package let metrics: @Sendable () async -> [Metric]
    /// What keeps the server from serving, in a few words each; empty when it is ready.
    package let obstacles: @Sendable () async -> [String]
    /// `nil`: no connection can be tried here.
    package let report: ReportServices?

    package init(
        stores: ClinicStores, consultations: ConsultationDirectory,
        now: @escaping @Sendable () -> WallTime,
        metrics: @escaping @Sendable () async -> [Metric],
        obstacles: @escaping @Sendable () async -> [String], report: ReportServices? = nil
    ) {
        self.stores = stores
        self.consultations = consultations
        self.now = now
        self.metrics = metrics
        self.obstacles = obstacles
        self.report = report
    }
}
