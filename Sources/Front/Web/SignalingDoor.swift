import Clinic
import Signaling

/// Who may open a room's signaling, whichever way it is carried.
struct SignalingDoor: Sendable {
    /// Somebody at the door, with all that he shows.
    struct Approach: Sendable {
        /// `nil` where the request names none that there could be.
        let room: CallRoomID?
        let credentials: EntryCredentials
        let visitor: Person?
        let source: String
        let host: String?
        /// Whether the page that sends it is ours, by the browser's word.
        let isOfOurs: Bool
    }

    let services: FrontServices
    let audit: RefusalAudit

    /// - Throws: ``Refusal``: 401 where nothing was shown, 403 for everything else, whether the
    ///   room exists or not; each with an audit event.
    func enter(_ approach: Approach) async throws -> EntryPass {
        let (visitor, source) = (approach.visitor, approach.source)
        // Behind one address stands a whole hospital: who has good credentials comes in.
        let isMuted = visitor == nil && audit.limit.isReached(by: source, at: services.now())
        guard approach.isOfOurs else {
            throw await refused("foreign_origin", approach)
        }
        guard let room = approach.room else {
            let refusal = await refused("unknown_room", approach)
            let isStranger = visitor == nil && approach.credentials.isEmpty
            throw isStranger ? Refusal.notSignedIn : refusal
        }
        let verdict = try await services.consultations.authorise(
            room, with: approach.credentials, signedIn: visitor, source: source,
            host: approach.host, isAudited: !isMuted)
        switch verdict {
        case .allowed(let pass): return pass
        case .refused(let reason):
            if isMuted { throw Refusal.tooMany }
            // Written by the consultations; counted here, so that it has an end.
            if visitor == nil { audit.limit.note(source, at: services.now()) }
            throw reason == .noCredentials ? Refusal.notSignedIn : .forbidden
        }
    }

    /// Audits what the consultations were not asked about.
    func refused(_ reason: String, _ approach: Approach) async -> Refusal {
        await audit.append(
            AuditEvent(
                .accessRefused, in: approach.visitor?.hospital, by: approach.visitor?.id,
                source: approach.source, detail: reason, at: services.now()))
        return .forbidden
    }
}
