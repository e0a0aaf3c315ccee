import Clinic

/// Who a tool is, proven by its token.
package struct ToolPass: Sendable {
    package let token: ToolToken
    /// That signed the token.
    let key: ToolTokenKey
}

/// What a tool asks of ``ToolRooms``.
package struct ToolRequest: Sendable {
    package let pass: ToolPass
    package let room: ToolRoomName
    package let name: ToolRoomName
    /// SDP.
    package let offer: String
    /// What the tool calls the server: its `Host`, as it came.
    package let host: String?
    /// An address without its port, for the audit log.
    package let source: String

    package init(
        pass: ToolPass, room: ToolRoomName, name: ToolRoomName, offer: String, host: String?,
        source: String
    ) {
        self.pass = pass
        self.room = room
        self.name = name
        self.offer = offer
        self.host = host
        self.source = source
    }
}

/// A session that has begun.
package struct ToolAnswer: Sendable {
    package let session: ToolSessionID
    /// SDP.
    package let answer: String
    /// Quoted.
    package let entityTag: String
    package let iceServers: [ICEServer]
}

/// Which session is meant, by its URL.
package struct ToolSessionPath: Hashable, Sendable {
    package let scope: ToolToken.Scope
    package let room: ToolRoomName
    package let name: ToolRoomName
    package let session: ToolSessionID

    package init(
        scope: ToolToken.Scope, room: ToolRoomName, name: ToolRoomName, session: ToolSessionID
    ) {
        self.scope = scope
        self.room = room
        self.name = name
        self.session = session
    }
}

/// What a change of ICE has led to.
package enum ICEUpdate: Hashable, Sendable {
    /// Candidates were taken note of.
    case noted
    /// ICE begins anew: what the tool is told, and the tag of the new ICE session.
    case restarted(fragment: String, entityTag: String)
}
