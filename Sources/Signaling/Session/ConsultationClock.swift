import Clinic

/// The two clocks of a consultation; tests move their own.
package protocol ConsultationClock: Sendable {
    /// Civil time: for what is stored and for tokens. May be set back and forth.
    func wallTime() -> WallTime
    /// Since an arbitrary start; only goes forward. For limits and deadlines.
    func elapsed() -> Duration
}
