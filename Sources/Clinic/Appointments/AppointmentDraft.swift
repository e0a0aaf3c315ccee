/// What somebody wants an appointment to be, before it is one.
package struct AppointmentDraft: Hashable, Sendable {
    /// Longer names of a platform's own are refused, in bytes.
    package static let externalIDLimit = 128

    package var doctor: PersonID
    package var patient: PersonID
    package var startsAt: WallTime
    package var isRecordingEnabled: Bool
    /// The platform's own name of it, unique in a hospital: asking twice makes one.
    package var externalID: String?

    package init(
        doctor: PersonID, patient: PersonID, startsAt: WallTime,
        isRecordingEnabled: Bool = false, externalID: String? = nil
    ) {
        self.doctor = doctor
        self.patient = patient
        self.startsAt = startsAt
        self.isRecordingEnabled = isRecordingEnabled
        self.externalID = externalID
    }

    /// Whether `appointment` is what this asks for.
    func describes(_ appointment: Appointment) -> Bool {
        appointment.doctor == doctor && appointment.patient == patient
            && appointment.startsAt == startsAt
            && appointment.isRecordingEnabled == isRecordingEnabled
            && appointment.externalID == externalID
    }
}

/// What came of a wish about an appointment.
package enum BookEntry: Hashable, Sendable {
    case made(Appointment)
    /// It was so already.
    case unchanged(Appointment)
    case refused(BookRefusal)
}

/// Why an appointment is not made, changed or cancelled.
package enum BookRefusal: String, Hashable, Sendable {
    case unknownAppointment = "unknown_appointment"
    case unknownDoctor = "unknown_doctor"
    case unknownPatient = "unknown_patient"
    /// Another appointment has this external name.
    case externalIDTaken = "external_id_taken"
    case isCancelled = "appointment_cancelled"
    case callRunning = "call_running"
    case isPast = "call_over"
}
