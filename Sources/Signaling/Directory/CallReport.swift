import Clinic

/// The state of an appointment's call for its status page.
package struct CallReport: Hashable, Sendable {
    package let appointment: Appointment
    /// The hospital and the appointment allow asking for a recording.
    package let isRecordingAllowed: Bool
    /// Something is recorded now.
    package let isRecording: Bool
}
