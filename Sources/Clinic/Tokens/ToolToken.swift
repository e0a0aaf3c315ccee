/// What a tool may do, where, and until when, as `aorta token` says.
///
/// Tools are encoders, players and load generators. A token says nothing of a person and opens no
/// consultation: the names of those are UUIDs, which ``ToolRoomName`` is not.
package struct ToolToken: Hashable, Sendable {
    /// One thing that a tool may do.
    package enum Scope: String, Hashable, Sendable, CaseIterable {
        case publish
        case subscribe
    }

    /// Names the token in the audit log; opaque.
    package let id: String
    package let scopes: Set<Scope>
    package let rooms: ToolRoomPattern
    /// First instant at which it is no longer good.
    package let expiresAt: WallTime

    package init(
        id: String, scopes: Set<Scope>, rooms: ToolRoomPattern, expiresAt: WallTime
    ) {
        self.id = id
        self.scopes = scopes
        self.rooms = rooms
        self.expiresAt = expiresAt
    }

    /// A new one with a random id.
    package static func mint(
        _ scopes: Set<Scope>, in rooms: ToolRoomPattern, at now: WallTime, lifetime: Duration
    ) -> ToolToken {
        let random = UInt64.random(in: .min ... .max)
        return ToolToken(
            id: Hex.text(of: random.bigEndianBytes), scopes: scopes, rooms: rooms,
            expiresAt: now + lifetime)
    }

    package func allows(_ scope: Scope, in room: ToolRoomName) -> Bool {
        scopes.contains(scope) && rooms.matches(room)
    }
}
