/// The two ways of signaling, tried.
struct SignalingCheck: Sendable {
    let way: CheckedWay
    let http: CheckHTTP

    private static let messageCount = 5
    /// How long an answer is held back, in milliseconds.
    private static let holdTime = 3_000

    /// An answer at once, and one that is held back as a long poll's is.
    func longPoll() async throws(CheckFailure) -> CheckResult {
        var result = CheckResult(way: way.id)
        for _ in 0..<2 {
            let start = ContinuousClock.now
            _ = try await http.json(CheckHeld.self, "/hold?ms=0")
            let time = (ContinuousClock.now - start).milliseconds
            result.roundTrip = min(result.roundTrip ?? time, time)
        }
        let start = ContinuousClock.now
        do throws(CheckFailure) {
            _ = try await http.json(
                CheckHeld.self, "/hold?ms=\(Self.holdTime)",
                extra: .milliseconds(Self.holdTime))
        } catch {
            throw .cut
        }
        guard (ContinuousClock.now - start).milliseconds > Double(Self.holdTime) * 0.9
        else { throw .unexpected }
        return result
    }

    /// Opens the echo and sends it some messages, one after the other (RFC 6455).
    func webSocket() async throws(CheckFailure) -> CheckResult {
        let start = ContinuousClock.now
        let link = try await http.connect()
        defer { link.close() }
        let request = [
            "GET \(CheckHTTP.base)/echo/ HTTP/1.1", "Host: \(http.server.authority)",
            "User-Agent: \(CheckHTTP.software)", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: YW9ydGEtY2hlY2stMDAwMA==", "", "",
        ]
        link.send(Array(request.joined(separator: "\r\n").utf8))
        let way = way.id
        let limit = http.network.limit
        do {
            return try await within(limit * 2) {
                var reader = link.messages.makeAsyncIterator()
                var result = CheckResult(way: way)
                var head: [UInt8] = []
                while !head.ends(with: "\r\n\r\n") {
                    guard let more = await reader.next() else { throw link.failure ?? .cut }
                    head += more
                }
                guard head.starts(with: Array("HTTP/1.1 101".utf8)) else {
                    throw CheckFailure.refused
                }
                result.connectTime = (ContinuousClock.now - start).milliseconds
                for number in 0..<Self.messageCount {
                    let sentAt = ContinuousClock.now
                    link.send(Self.frame(UInt8(number)))
                    guard let echo = await reader.next() else { throw CheckFailure.cut }
                    guard echo == [0x81, 1, 0x30 + UInt8(number)] else {
                        throw CheckFailure.unexpected
                    }
                    let time = (ContinuousClock.now - sentAt).milliseconds
                    result.roundTrip = min(result.roundTrip ?? time, time)
                }
                return result
            }
        } catch {
            throw CheckFailure(error)
        }
    }

    /// A masked text frame of one digit (RFC 6455 §5.2).
    private static func frame(_ digit: UInt8) -> [UInt8] {
        [0x81, 0x81, 1, 2, 3, 4, (0x30 + digit) ^ 1]
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool {
        suffix(text.utf8.count).elementsEqual(text.utf8)
    }
}
