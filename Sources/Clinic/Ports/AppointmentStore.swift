/// Keeps appointments and the calls of them. Every query is made within one hospital.
package protocol AppointmentStore: Sendable {
    /// - Throws: ``StoreError/conflict`` when the name is taken or a person is of another hospital.
    func insert(_ appointment: Appointment) async throws
    func appointment(_ id: AppointmentID, in hospital: HospitalID) async throws -> Appointment?
    /// By the room of its present call.
    func appointment(room: CallRoomID, in hospital: HospitalID) async throws -> Appointment?
    /// Those that `person` takes part in, the latest first, at most `limit`.
    func appointments(
        of person: PersonID, in hospital: HospitalID, limit: Int
    ) async throws -> [Appointment]
    /// All of the hospital, the latest first, at most `limit`: for its administrators.
    func appointments(in hospital: HospitalID, limit: Int) async throws -> [Appointment]
    /// By the platform's own name.
    func appointment(
        externalID: String, in hospital: HospitalID
    ) async throws -> Appointment?
    /// All of the hospital, or of one `person`, the latest first: those behind the appointment
    /// `after` (none behind one that is unknown), at most `limit`.
    func appointments(
        in hospital: HospitalID, of person: PersonID?, after: AppointmentID?, limit: Int
    ) async throws -> [Appointment]
    /// Changes what is not `nil`, as one step: two changes at once both stay.
    ///
    /// - Returns: the appointment as it is then; `nil` when it is not there or is cancelled.
    func update(
        _ id: AppointmentID, in hospital: HospitalID, startsAt: WallTime?,
        isRecordingEnabled: Bool?
    ) async throws -> Appointment?
    /// Cancels it, unless its call runs at that moment.
    ///
    /// - Returns: whether it is cancelled.
    func cancel(
        _ id: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) async throws -> Bool
    /// Takes one step of the call's state machine, and stores what came of it, in one transaction:
    /// of two concurrent starts one moves and the other finds a running call.
    func apply(
        _ change: CallChange, to id: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) async throws -> CallTransition
    /// Keeps a new person, without a way to sign in, and makes him a guest of the appointment, in
    /// one transaction.
    ///
    /// - Returns: `false`, and nothing was done, where the appointment is full or not there.
    /// - Throws: ``StoreError/conflict`` when the person's name is taken.
    func invite(
        _ guest: Person, to id: AppointmentID, in hospital: HospitalID
    ) async throws -> Bool
    /// Calls that are waiting or in progress in any hospital: what a server that starts finds.
    func runningCalls() async throws -> [Appointment]
}
