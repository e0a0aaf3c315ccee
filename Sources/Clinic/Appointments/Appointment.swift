/// A scheduled consultation. Not a `RoomID`: the media plane never learns one from the other.
package struct AppointmentID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A doctor and a patient who meet at a time, with those whom they invited.
package struct Appointment: Hashable, Sendable {
    /// Twelve people with doctor and patient: more would be a conference.
    package static let guestLimit = 10

    package let id: AppointmentID
    package let hospital: HospitalID
    package let doctor: PersonID
    package let patient: PersonID
    /// At most ``guestLimit``.
    package var guests: [PersonID]
    /// When it is scheduled; a call may be started before and after.
    package var startsAt: WallTime
    /// The hospital allows recording of this appointment; consent is still needed.
    package var isRecordingEnabled: Bool
    package var call: VideoCall
    /// What a platform calls it; unique in a hospital.
    package let externalID: String?
    /// Since when no call of it can be started.
    package var cancelledAt: WallTime?

    package init(
        id: AppointmentID, hospital: HospitalID, doctor: PersonID, patient: PersonID,
        guests: [PersonID] = [], startsAt: WallTime, isRecordingEnabled: Bool = false,
        call: VideoCall = VideoCall(), externalID: String? = nil, cancelledAt: WallTime? = nil
    ) {
        precondition(guests.count <= Self.guestLimit, "too many guests")
        self.id = id
        self.hospital = hospital
        self.doctor = doctor
        self.patient = patient
        self.guests = guests
        self.startsAt = startsAt
        self.isRecordingEnabled = isRecordingEnabled
        self.call = call
        self.externalID = externalID
        self.cancelledAt = cancelledAt
    }

    package var isCancelled: Bool { cancelledAt != nil }

    /// The doctor, the patient, then the guests: everybody who may ever enter.
    package var people: [PersonID] { [doctor, patient] + guests }

    /// What `person` is in this appointment; `nil` for everybody else, whatever his role elsewhere:
    /// a second doctor who was invited is a guest here.
    package func role(of person: PersonID) -> Role? {
        if person == doctor { return .doctor }
        if person == patient { return .patient }
        return guests.contains(person) ? .guest : nil
    }
}
