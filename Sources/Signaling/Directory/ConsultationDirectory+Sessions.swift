import Clinic

/// Sessions that outlive what carries them.
extension ConsultationDirectory {
    /// What a client may call a session: at most 64 letters, digits, `-` and `_`; also nothing.
    package static func isSessionName(_ text: String) -> Bool {
        text.utf8.count <= MessageLimits.identifierByteCount
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
    }

    /// The numbered session that a client calls `text`, for one that has passed
    /// ``authorise(_:with:signedIn:source:isAudited:)``.
    ///
    /// - Parameter opensNew: where there is none, or nothing ever came of it.
    /// - Returns: `nil` where there is none and none is to be opened, or the call has ended.
    package func session(
        _ text: String, of pass: EntryPass, opensNew: Bool
    ) async throws -> NumberedSession? {
        let name = SessionName(
            owner: SessionName.Owner(room: pass.room, session: pass.session), text: text)
        if let known = sessions[name], !known.isVoid { return known }
        guard opensNew else { return nil }
        let outbound = OutboundQueue(isNumbered: true)
        guard let (consultation, connection) = try await connect(pass, outbound) else {
            return nil
        }
        let session = NumberedSession(
            consultation, connection: connection, outbound: outbound, clock: clock)
        if let other = sessions[name], !other.isVoid {
            await session.discard()  // A repeated request was quicker.
            return other
        }
        sessions.insert(session, name)
        return session
    }

    /// The same for a message that came by itself: a `join` also takes the name of a closed one.
    package func session(
        _ text: String, of pass: EntryPass, receiving message: [UInt8]
    ) async throws -> NumberedSession? {
        let isJoin = MessageText.decode(message).isJoin
        let known = try await session(text, of: pass, opensNew: isJoin)
        guard isJoin, let known, known.outbound.isClosed else { return known }
        let owner = SessionName.Owner(room: pass.room, session: pass.session)
        sessions.remove(known, SessionName(owner: owner, text: text))
        return try await session(text, of: pass, opensNew: true)
    }

    /// A closed session, for the client that had it, so that it learns how the call has ended; its
    /// token is dead by then.
    package func closedSession(
        _ text: String, in room: CallRoomID, with credentials: EntryCredentials
    ) -> NumberedSession? {
        let key = [credentials.session, credentials.resume].lazy.compactMap { $0 }
            .compactMap(BearerSecret.init(text:)).first
        guard let key else { return nil }
        let owner = SessionName.Owner(room: room, session: key.hash)
        guard let session = sessions[SessionName(owner: owner, text: text)],
            session.outbound.isClosed
        else { return nil }
        return session
    }
}

extension NumberedSession {
    /// It was closed before anything came of it.
    nonisolated var isVoid: Bool { outbound.isClosed && outbound.performed == 0 }
}
