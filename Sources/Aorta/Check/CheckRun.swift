/// A whole check: setup, every way, the report.
struct CheckRun: Sendable {
    let server: CheckedServer
    var network: CheckNetwork
    let words: CheckWords

    private var http: CheckHTTP { CheckHTTP(server: server, network: network) }

    mutating func run() async -> CheckOutcome {
        let setup: CheckSetup
        do throws(CheckFailure) {
            setup = try await begin()
        } catch {
            return CheckOutcome(server: server, unreachable: error)
        }
        var outcome = CheckOutcome(server: server, setup: setup)
        if let told = setup.certificate, let arrived = await http.certificate() {
            outcome.isCertificateOurs = told == arrived
        }
        for way in setup.ways {
            words.trying(way)
            let result = await attempt(way)
            outcome.results.append(result)
            words.tried(way, result)
        }
        do throws(CheckFailure) {
            let stored = try await http.json(
                CheckStored.self, "",
                body: CheckDraft(
                    lines: outcome.results, isCertificateOurs: outcome.isCertificateOurs))
            outcome.code = stored.code
            outcome.location = server.url + stored.location
        } catch {
            outcome.notStored = error
        }
        return outcome
    }

    private mutating func begin() async throws(CheckFailure) -> CheckSetup {
        do throws(CheckFailure) {
            return try await http.json(CheckSetup.self, "/setup")
        } catch {
            guard error == .tls, network.hasAuthorities else { throw error }
            network.acceptsThemselves = true
            return try await http.json(CheckSetup.self, "/setup")
        }
    }

    private func attempt(_ way: CheckedWay) async -> CheckResult {
        do throws(CheckFailure) {
            let signaling = SignalingCheck(way: way, http: http)
            switch way.kind {
            case "websocket": return try await signaling.webSocket()
            case "long-poll": return try await signaling.longPoll()
            case _ where way.carriesMedia:
                return try await MediaCheck(way: way, http: http).run()
            default: throw .unexpected
            }
        } catch {
            words.note(error)
            return CheckResult(way: way.id, failure: error)
        }
    }
}
