import Clinic
import Logging

/// What a consultation stands on and never changes.
struct ConsultationContext: Sendable {
    let hospital: Hospital
    let appointment: AppointmentID
    /// The room's name in URLs.
    let room: CallRoomID
    /// The room's name in the media plane.
    let mediaRoom: MediaRoomID
    let stores: ClinicStores
    let media: any MediaPlane
    let clock: SteadyClock
    let configuration: SignalingConfiguration
    let isRecordingAllowed: Bool
    let log: Logger
}
