import TURN
import Wire

/// Where and how TURN is served alone.
package struct TURNEngineConfiguration: Sendable {
    /// UDP sockets; may be empty where TURN is served over streams alone.
    package var listenAddresses: [SocketAddress]
    /// All that is listened on here is added to its own listeners.
    package var turn: TURNConfiguration
    /// Of real relays.
    package var relay: RelayConfiguration?
    /// For how long datagrams gather at the most where many come: fewer wake-ups, some delay.
    package var longestPause: Duration = ReadModeration.longestPause

    package init(
        listenAddresses: [SocketAddress], turn: TURNConfiguration, relay: RelayConfiguration?
    ) {
        self.listenAddresses = listenAddresses
        self.turn = turn
        self.relay = relay
    }

    /// - Throws: every problem found, not only the first: an operator fixes a file once.
    package func validate() throws(ConfigurationProblems) {
        var problems = relay?.problems() ?? []
        if listenAddresses.count > 64 { problems.append("turn listeners must be ≤ 64") }
        guard problems.isEmpty else { throw ConfigurationProblems(problems: problems) }
    }
}
