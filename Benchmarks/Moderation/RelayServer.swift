import Engine
import Glibc
import Logging
import TURN
import Wire

/// A TURN server whose moderation can be chosen: `RelayServer MICROSECONDS`.
///
/// Relays on 127.0.0.1 for the user "bench" with the password "bench"; writes its UDP port to
/// standard output and serves until it is killed.
@main enum RelayServer {
    static func main() async throws {
        let limit = CommandLine.arguments.dropFirst().first.flatMap { Int64($0) } ?? 0
        let loopback = SocketAddress(ipv4: 0x7f00_0001, port: 0)
        var turn = TURNConfiguration()
        turn.realm = "bench"
        turn.users = ["bench": "bench"]
        turn.defaultRelay = .real
        turn.areRealRelaysOn = true
        turn.peers.allowsLoopback = true
        turn.quotas.allocationsPerUser = 1_000
        var configuration = TURNEngineConfiguration(
            listenAddresses: [loopback], turn: turn,
            relay: RelayConfiguration(addresses: [loopback], ports: 24_000...25_999))
        configuration.longestPause = .microseconds(limit)
        let engine = try TURNEngine.start(
            configuration, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        print(engine.localAddresses[0].port)
        fflush(nil)
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }
}
