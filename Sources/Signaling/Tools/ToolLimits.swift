/// What the rooms of tools may take up, so that consultations always have their part.
package struct ToolLimits: Sendable, Equatable {
    package var rooms = 1_000
    package var sessions = 8_192
    /// Publishers and players of one room together.
    package var sessionsPerRoom = 2_000
    /// New sessions a second, in all, and how many may come at once (RFC 9725 §5).
    package var joinsPerSecond = 400
    package var joinsAtOnce = 1_000
    /// Changes of one session's ICE a second, and at once.
    package var changesPerSecond = 5
    package var changesAtOnce = 20
    /// How long a session may take to connect, and how long one may be silent: RFC 7675 §5.1 says
    /// the same of its media.
    package var silence = Duration.seconds(30)

    package init() {}
}
