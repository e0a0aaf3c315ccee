import Clinic

/// What an operator may set of consultations.
package struct SignalingConfiguration: Sendable {
    package var limits: CallLimits
    /// Announced to every client behind the media plane's own.
    package var iceServers: [ICEServer]
    /// Else only the appointment's doctor.
    package var letsEverybodyShareScreens: Bool
    /// Live at once; a start beyond it is refused.
    package var maximumConsultations: Int

    package init(
        limits: CallLimits = CallLimits(), iceServers: [ICEServer] = [],
        letsEverybodyShareScreens: Bool = false, maximumConsultations: Int = 1000
    ) {
        self.limits = limits
        self.iceServers = iceServers
        self.letsEverybodyShareScreens = letsEverybodyShareScreens
        self.maximumConsultations = maximumConsultations
    }
}
