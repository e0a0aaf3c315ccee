import Load

/// Asks the server under test over HTTP, one connection a request.
struct BenchHTTP: Sendable {
    let server: CheckedServer
    let network: CheckNetwork

    private static let bodyLimit = 1 << 20

    /// - Parameters:
    ///   - path: with its query, from the first slash.
    ///   - fields: besides those of the connection and the body's length.
    /// - Throws: ``LoadError/refused(_:)`` where no answer comes; its status is the caller's to
    ///   judge.
    func request(
        _ method: String, _ path: String, fields: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws(LoadError) -> HTTPAnswer {
        do {
            let link = try await CheckLink.open(
                to: server.host, port: server.port, over: server.isSecure ? .tls : .tcp,
                framing: .none, on: network)
            defer { link.close() }
            link.send(Array(head(method, path, fields, body).utf8) + (body ?? []))
            return try await within(network.limit) { try await Self.answer(from: link) }
        } catch {
            throw .refused(
                "\(server.url) cannot be asked: \(CheckFailure(error).text). Is the server up?")
        }
    }

    private func head(
        _ method: String, _ path: String, _ fields: [(String, String)], _ body: [UInt8]?
    ) -> String {
        var lines = [
            "\(method) \(path) HTTP/1.1", "Host: \(server.authority)",
            "User-Agent: aorta-bench/\(AortaVersion.text)", "Connection: close",
        ]
        lines += fields.map { "\($0.0): \($0.1)" }
        if let body { lines.append("Content-Length: \(body.count)") }
        return lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private static func answer(from link: CheckLink) async throws -> HTTPAnswer {
        var bytes: [UInt8] = []
        for await more in link.messages {
            bytes += more
            if let answer = HTTPAnswer(bytes, hasEnded: false) { return answer }
            guard bytes.count <= bodyLimit else { throw CheckFailure.unexpected }
        }
        if let failure = link.failure { throw failure }
        guard let answer = HTTPAnswer(bytes, hasEnded: true) else { throw CheckFailure.cut }
        return answer
    }
}
