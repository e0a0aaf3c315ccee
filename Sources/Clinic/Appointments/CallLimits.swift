/// How long things of a call may take.
package struct CallLimits: Hashable, Sendable {
    /// A call is ended this long after doctor and other side met
    /// (`VIDEO_CALL_MAX_DURATION_MINUTES`).
    package var maximumDuration = Duration.seconds(60 * 60)
    /// Warned this long before that.
    package var warning = Duration.seconds(5 * 60)
    /// Ended when everybody has been away this long.
    package var emptyLimit = Duration.seconds(60)
    /// A participant whose connection broke keeps his seat this long.
    package var reconnectGrace = Duration.seconds(30)
    /// How long a join token lives (`VIDEO_CALL_TOKEN_EXPIRY_HOURS`).
    package var tokenLifetime = Duration.seconds(24 * 60 * 60)

    package init() {}
}
