import Clinic

/// Names a tool's session in its URL; random.
package struct ToolSessionID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// One tool that publishes, or that plays what another publishes.
struct ToolSession: Sendable {
    let id = ToolSessionID.random()
    let endpoint = MediaEndpointID.random()
    let scope: ToolToken.Scope
    let room: ToolRoomName
    /// Of its own stream, or of the one it plays.
    let name: ToolRoomName
    let expiresAt: WallTime
    /// Its token is good as long as this is the key.
    let key: ToolTokenKey
    /// Of the steady clock.
    let beganAt: Duration
    /// Strong (RFC 9110 §8.8.3); another one with each ICE session (RFC 9725 §4.3.1).
    var entityTag = ToolSession.randomTag()
    /// The media plane has it.
    var isOffered = false
    var state = MediaConnectionState.new
    var changes: RateLimit
    /// Of a publisher: the sessions that end with it.
    var players: Set<ToolSessionID> = []

    init(
        _ scope: ToolToken.Scope, _ request: ToolRequest, at now: Duration, limits: ToolLimits
    ) {
        self.scope = scope
        room = request.room
        name = request.name
        expiresAt = request.pass.token.expiresAt
        key = request.pass.key
        beganAt = now
        changes = RateLimit(
            now: now, perSecond: limits.changesPerSecond, burst: limits.changesAtOnce)
    }

    /// Whether its tool has gone without a word, so that another may have its name.
    var isAbandoned: Bool { state == .silent || state == .gone }

    static func randomTag() -> String {
        "\"" + String(UInt64.random(in: .min ... .max), radix: 36) + "\""
    }
}
