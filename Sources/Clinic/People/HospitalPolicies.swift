/// What a hospital decides about its consultations.
package struct HospitalPolicies: Hashable, Sendable {
    /// How a patient gets from the waiting room into the consultation.
    package enum AdmissionMode: String, Sendable, CaseIterable {
        /// At once when the doctor is there.
        case automatic
        /// When the doctor admits this one.
        case oneByOne = "one_by_one"
    }

    /// What becomes of a recording when one participant refuses or withdraws.
    package enum Withdrawal: String, Sendable, CaseIterable {
        case stopsForAll = "stops_for_all"
        case goesOnWithout = "goes_on_without"
    }

    /// Which way media takes.
    package enum MediaMode: String, Sendable, CaseIterable {
        /// Through the SFU; recording is possible.
        case relay
        /// Between two browsers; nothing can be recorded.
        case peer
    }

    package var admission: AdmissionMode
    /// `false` forbids recording in the whole hospital, whatever an appointment says.
    package var allowsRecording: Bool
    package var withdrawal: Withdrawal
    /// Whether an appointment's doctor may play its recordings.
    package var letsDoctorsSeeRecordings: Bool
    package var mode: MediaMode
    /// The only way that media of its calls may take, for support; `nil`: the best that works.
    package var rung: MediaRung?

    /// The defaults are the cautious ones, except that recording may be asked for.
    package init(
        admission: AdmissionMode = .automatic, allowsRecording: Bool = true,
        withdrawal: Withdrawal = .stopsForAll, letsDoctorsSeeRecordings: Bool = false,
        mode: MediaMode = .relay, rung: MediaRung? = nil
    ) {
        self.admission = admission
        self.allowsRecording = allowsRecording
        self.withdrawal = withdrawal
        self.letsDoctorsSeeRecordings = letsDoctorsSeeRecordings
        self.mode = mode
        self.rung = rung
    }

    /// Whether a recording of `appointment` may be asked for at all (consent comes after).
    package func allowsRecording(of appointment: Appointment) -> Bool {
        allowsRecording && appointment.isRecordingEnabled && mode == .relay
    }
}
