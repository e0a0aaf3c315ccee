/// What a check has found out.
struct CheckOutcome: Sendable {
    let server: CheckedServer
    let ways: [CheckedWay]
    let seen: CheckSeen?
    var results: [CheckResult] = []
    /// The certificate that arrives here is the server's own; `nil` where it cannot be told.
    var isCertificateOurs: Bool?
    /// The server could not even be asked.
    let unreachable: CheckFailure?
    var code: String?
    var location: String?
    var notStored: CheckFailure?

    init(server: CheckedServer, setup: CheckSetup) {
        self.server = server
        ways = setup.ways
        seen = setup.seen
        unreachable = nil
    }

    init(server: CheckedServer, unreachable: CheckFailure) {
        self.server = server
        ways = []
        seen = nil
        self.unreachable = unreachable
    }

    /// Ways in their order with what came of each.
    var lines: [(way: CheckedWay, result: CheckResult)] {
        ways.compactMap { way in results.first { $0.way == way.id }.map { (way, $0) } }
    }

    var hasMedia: Bool {
        lines.contains { $0.way.carriesMedia && $0.result.outcome == "works" }
    }

    /// Media goes by UDP, straight or relayed.
    var hasUDP: Bool {
        lines.contains { $0.way.rule.transport == "UDP" && $0.result.outcome == "works" }
    }

    var hasSignaling: Bool {
        lines.contains { !$0.way.carriesMedia && $0.result.outcome == "works" }
    }

    /// What IT is asked to open, each once.
    var rules: [CheckedWay.Rule] {
        guard unreachable == nil else {
            return [
                CheckedWay.Rule(
                    host: server.host, addresses: [], port: UInt16(server.port),
                    transport: "TCP", mustEscapeInspection: server.isSecure,
                    carriesWebSocket: true)
            ]
        }
        return lines.filter { $0.result.outcome == "fails" }.map(\.way.rule)
            .reduce(into: []) { rules, rule in
                if !rules.contains(rule) { rules.append(rule) }
            }
    }
}
