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
    /// Takes one step of the call's state machine, and stores what came of it, in one transaction:
    /// of two concurrent starts one moves and the other finds a running call.
    func apply(
        _ change: CallChange, to id: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) async throws -> CallTransition
    /// Calls that are waiting or in progress in any hospital: what a server that starts finds.
    func runningCalls() async throws -> [Appointment]
}
