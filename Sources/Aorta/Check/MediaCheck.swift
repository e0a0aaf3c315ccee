import ICE
import STUN
import Wire

/// One way of media, tried with authenticated ICE checks of the size of video.
struct MediaCheck: Sendable {
    let way: CheckedWay
    let http: CheckHTTP

    /// Bytes of padding, so that a check has the size of a packet of video.
    private static let padding = 1_040
    private static let count = 150
    private static let interval = Duration.milliseconds(10)
    /// For the answers to the last ones.
    private static let patience = Duration.milliseconds(700)

    private var network: CheckNetwork { http.network }

    func run() async throws(CheckFailure) -> CheckResult {
        let probe = try await http.json(CheckProbe.self, "/probe", body: [String: String]())
        do throws(CheckFailure) {
            let result = try await attempt(probe)
            await http.delete("/probe/\(probe.id)")
            return result
        } catch {
            await http.delete("/probe/\(probe.id)")
            throw error
        }
    }

    private func attempt(_ probe: CheckProbe) async throws(CheckFailure) -> CheckResult {
        let own = ICECredentials.random()
        let text = try await http.json(
            CheckAnswer.self, "/probe/\(probe.id)",
            body: ["offer": ProbeDescription.offer(own)])
        guard let answer = ProbeDescription(answer: text.answer) else { throw .unexpected }
        if let url = way.url {
            guard let peer = answer.candidates.first(where: { !$0.isTCP }),
                let server = probe.iceServers.first(where: { $0.urls.contains(url) })
            else { throw .notOffered }
            return try await overRelay(peer.address, server, own: own.ufrag, answer)
        }
        let isTCP = way.kind == "ice-tcp"
        var failure = CheckFailure.notOffered
        for candidate in answer.candidates
        where candidate.isTCP == isTCP && candidate.address.port == way.port {
            do throws(CheckFailure) {
                let start = ContinuousClock.now
                let link = try await CheckLink.open(
                    to: candidate.address.host, port: Int(way.port), over: isTCP ? .tcp : .udp,
                    framing: .ice, on: network)
                return try await converse(over: link) { conversation throws(CheckFailure) in
                    try await measure(conversation, own.ufrag, answer, since: start)
                }
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func overRelay(
        _ peer: SocketAddress, _ server: CheckProbe.Server, own: String,
        _ answer: ProbeDescription
    ) async throws(CheckFailure) -> CheckResult {
        let transport: CheckLink.Transport =
            switch way.kind {
            case "turn-tls": .tls
            case "turn-tcp": .tcp
            default: .udp
            }
        // Over UDP nothing says at once which of a name's addresses is served.
        let hosts = transport == .udp ? try await HostAddresses.resolve(way.host) : [way.host]
        var failure = CheckFailure.unknownName
        for host in hosts {
            do throws(CheckFailure) {
                let start = ContinuousClock.now
                let link = try await CheckLink.open(
                    to: host, port: Int(way.port), over: transport, framing: .turn, on: network)
                return try await converse(over: link) { conversation throws(CheckFailure) in
                    let turn = TURNConversation(
                        conversation: conversation, username: server.username ?? "",
                        credential: server.credential ?? "", limit: network.limit)
                    try await turn.reach(peer)
                    return try await measure(conversation, own, answer, since: start)
                }
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Runs `body` while the link is read, and closes it.
    private func converse(
        over link: CheckLink,
        _ body: (STUNConversation) async throws(CheckFailure) -> CheckResult
    ) async throws(CheckFailure) -> CheckResult {
        let conversation = STUNConversation(link: link)
        let reading = Task { await conversation.run() }
        defer {
            reading.cancel()
            link.close()
        }
        do throws(CheckFailure) {
            return try await body(conversation)
        } catch .noAnswer {
            throw link.failure ?? .noAnswer
        }
    }

    private func measure(
        _ conversation: STUNConversation, _ own: String, _ answer: ProbeDescription,
        since start: ContinuousClock.Instant
    ) async throws(CheckFailure) -> CheckResult {
        let first = STUNRequests.randomID()
        let opening = STUNRequests.check(first, of: own, to: answer, padding: 0)
        guard await conversation.ask(opening, first, within: network.limit) != nil
        else { throw .noAnswer }
        var result = CheckResult(way: way.id)
        result.connectTime = (ContinuousClock.now - start).milliseconds

        var sentAt: [TransactionID: ContinuousClock.Instant] = [:]
        var byteCount = 0
        let began = ContinuousClock.now
        for number in 0..<Self.count {
            let id = STUNRequests.randomID()
            let check = STUNRequests.check(id, of: own, to: answer, padding: Self.padding)
            byteCount = check.count
            sentAt[id] = .now
            await conversation.throwOut(check)
            try? await Task.sleep(until: began + Self.interval * (number + 1))
        }
        try? await Task.sleep(for: Self.patience)
        let answers = await conversation.takeAnswers()
        let roundTrips = answers.compactMap { id, at in
            sentAt[id].map { (at - $0).milliseconds }
        }.sorted()
        guard !roundTrips.isEmpty, let last = answers.values.max() else { throw .cut }
        result.roundTrip = roundTrips[roundTrips.count / 2]
        result.loss = 1 - Double(roundTrips.count) / Double(Self.count)
        let seconds = max((last - began).milliseconds / 1e3, 0.001)
        result.throughput = Double(roundTrips.count * byteCount * 8) / seconds
        return result
    }
}
