/// What participants are given of our own TURN server.
struct TURNAccess: Sendable {
    let servers: OwnICEServers
    /// Of a participant's credentials. It bounds only when the last allocation is made: one that
    /// stands goes on, until the participant's media ends.
    let lifetime: Duration

    private static let lifetimeLimit = Duration.seconds(12 * 3_600)
    /// For the waiting room before a call.
    private static let patience = Duration.seconds(3_600)

    /// - Parameter maximumDuration: of a call.
    init(servers: OwnICEServers, maximumDuration: Duration) {
        self.servers = servers
        lifetime = min(maximumDuration + Self.patience, Self.lifetimeLimit)
    }
}
