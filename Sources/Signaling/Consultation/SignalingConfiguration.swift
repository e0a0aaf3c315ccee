import Clinic

/// What an operator may set of consultations.
package struct SignalingConfiguration: Sendable {
    package var limits: CallLimits
    /// Announced to every client behind the media plane's own.
    package var iceServers: [ICEServer]
    /// The only way that media may take where a hospital sets none.
    package var rung: MediaRung?
    /// Else only the appointment's doctor.
    package var letsEverybodyShareScreens: Bool
    /// `false`: nothing can be recorded, whatever a hospital allows.
    package var allowsRecording = true
    /// Live at once; a start beyond it is refused.
    package var maximumConsultations: Int

    package init(
        limits: CallLimits = CallLimits(), iceServers: [ICEServer] = [],
        rung: MediaRung? = nil,
        letsEverybodyShareScreens: Bool = false, maximumConsultations: Int = 1000
    ) {
        self.limits = limits
        self.iceServers = iceServers
        self.rung = rung
        self.letsEverybodyShareScreens = letsEverybodyShareScreens
        self.maximumConsultations = maximumConsultations
    }
}
