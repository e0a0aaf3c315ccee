/// Keeps join tokens, by their hash.
package protocol TokenStore: Sendable {
    /// Stores `token` and supersedes the others of its person and appointment, in one transaction.
    ///
    /// - Returns: the hashes of those that died by it: their connections are to be closed.
    func mint(_ token: JoinToken) async throws -> [SecretHash]
    /// Takes the verdict on a use of the token and binds it where the verdict says so, in one
    /// transaction: of two browsers that are first at once, one is.
    ///
    /// - Returns: the token as it is then; `nil` with ``TokenRefusal/unknownToken`` only.
    func use(
        _ hash: SecretHash, by session: SecretHash, in room: CallRoomID, at now: WallTime
    ) async throws -> TokenUse
    /// The live token of this room that is bound to `session`: how a reload is known.
    func token(
        boundTo session: SecretHash, in room: CallRoomID, at now: WallTime
    ) async throws -> JoinToken?
    /// The live token of this appointment that is bound to `session`, for one who has nothing
    /// but that: a reload of a guest's page.
    func token(
        boundTo session: SecretHash, of appointment: AppointmentID, at now: WallTime
    ) async throws -> JoinToken?
    /// The token of this hash, whatever became of it; changes nothing.
    func token(_ hash: SecretHash) async throws -> JoinToken?
    /// Supersedes every live token of the appointment: when its call is started anew.
    func supersedeAll(
        of appointment: AppointmentID, in hospital: HospitalID, at now: WallTime
    ) async throws -> [SecretHash]
}

/// What came of a use of a token.
package struct TokenUse: Hashable, Sendable {
    package let verdict: TokenVerdict
    package let token: JoinToken?

    package init(verdict: TokenVerdict, token: JoinToken?) {
        self.verdict = verdict
        self.token = token
    }
}
