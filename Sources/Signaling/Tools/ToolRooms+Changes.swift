import Clinic

// What may be done to a session that runs.
extension ToolRooms {
    /// Takes candidates, or restarts ICE (RFC 9725 §4.3).
    ///
    /// - Parameter condition: `If-Match`, as it came.
    package func updateICE(
        of path: ToolSessionPath, fragment: String, condition: String?
    ) async throws(ToolRefusal) -> ICEUpdate {
        guard let session = find(path), let room = rooms[path.room]?.media
        else { throw .unknownSession }
        guard let condition, !condition.isEmpty else { throw .noEntityTag }
        guard Self.condition(condition, admits: session.entityTag) else { throw .otherEntityTag }
        guard sessions[session.id]?.changes.take(now: clock.elapsed()) == true
        else { throw .tooFast }
        let answer: String?
        do throws(MediaPlaneError) {
            answer = try await media.updateICE(fragment, of: session.endpoint, in: room)
        } catch {
            throw ToolRefusal(error)
        }
        guard let answer else { return .noted }
        let entityTag = ToolSession.randomTag()
        sessions[session.id]?.entityTag = entityTag
        return .restarted(fragment: answer, entityTag: entityTag)
    }

    /// Ends a session at its tool's wish.
    package func end(_ path: ToolSessionPath) async throws(ToolRefusal) {
        guard let session = find(path) else { throw .unknownSession }
        await end(session.id)
    }

    private func find(_ path: ToolSessionPath) -> ToolSession? {
        guard let session = sessions[path.session], session.isOffered,
            session.scope == path.scope, session.room == path.room, session.name == path.name
        else { return nil }
        return session
    }

    /// RFC 9110 §13.1.1; `*` with quotation marks is what the figures of RFC 9725 have.
    private static func condition(_ condition: String, admits tag: String) -> Bool {
        condition.split(separator: ",").contains { part in
            let part = part.drop { $0 == " " || $0 == "\t" }
            let trimmed = part.prefix { $0 != " " && $0 != "\t" }
            return trimmed == "*" || trimmed == "\"*\"" || trimmed == tag
        }
    }
}
