import Clinic
import Crypto
import Foundation

/// Asks the server over HTTPS, one connection a request, through the proxy where there is one.
struct CheckHTTP: Sendable {
    let server: CheckedServer
    let network: CheckNetwork

    static let base = "/video-call/connection-report"
    static let software = "aorta-check/" + AortaVersion.text
    private static let bodyLimit = 1 << 20

    /// The body of the answer to a GET, or with a body to a POST.
    ///
    /// - Parameter extra: how much longer than a step the answer may take.
    func json<Answer: Decodable & Sendable>(
        _ type: Answer.Type, _ path: String, body: (any Encodable & Sendable)? = nil,
        extra: Duration = .zero
    ) async throws(CheckFailure) -> Answer {
        let text = try body.map { body throws(CheckFailure) in
            guard let data = try? JSONEncoder().encode(body) else { throw .unexpected }
            return Array(data)
        }
        let answer = try await request(text == nil ? "GET" : "POST", path, text, extra: extra)
        guard (200..<300).contains(answer.status) else {
            let problem = try? JSONDecoder().decode(ProblemAnswer.self, from: Data(answer.body))
            throw .http(answer.status, code: problem?.error.code)
        }
        guard let value = try? JSONDecoder().decode(type, from: Data(answer.body))
        else { throw .unexpected }
        return value
    }

    func delete(_ path: String) async {
        _ = try? await request("DELETE", path, nil, extra: .zero)
    }

    private func request(
        _ method: String, _ path: String, _ body: [UInt8]?, extra: Duration
    ) async throws(CheckFailure) -> HTTPAnswer {
        let link = try await connect()
        defer { link.close() }
        var head = "\(method) \(Self.base)\(path) HTTP/1.1\r\nHost: \(server.authority)\r\n"
        head += "User-Agent: \(Self.software)\r\nAccept: application/json\r\n"
        head += "Connection: close\r\n"
        if let body {
            head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
        }
        link.send(Array((head + "\r\n").utf8) + (body ?? []))
        do {
            return try await within(network.limit + extra) {
                var bytes: [UInt8] = []
                for await more in link.messages {
                    bytes += more
                    if let answer = HTTPAnswer(bytes, hasEnded: false) { return answer }
                    guard bytes.count <= Self.bodyLimit else { throw CheckFailure.unexpected }
                }
                if let failure = link.failure { throw failure }
                guard let answer = HTTPAnswer(bytes, hasEnded: true) else {
                    throw bytes.isEmpty ? CheckFailure.cut : .unexpected
                }
                return answer
            }
        } catch {
            throw CheckFailure(error)
        }
    }

    /// SHA-256 of the certificate that arrives here, in lower-case hex.
    func certificate() async -> String? {
        guard server.isSecure, let link = try? await connect() else { return nil }
        defer { link.close() }
        link.send(Array("GET /healthz HTTP/1.1\r\nHost: \(server.authority)\r\n\r\n".utf8))
        _ = try? await within(network.limit) {
            for await _ in link.messages { return }
        }
        guard let certificate = await link.certificate() else { return nil }
        return Hex.text(of: SHA256.hash(data: certificate))
    }

    func connect() async throws(CheckFailure) -> CheckLink {
        try await CheckLink.open(
            to: server.host, port: server.port, over: server.isSecure ? .tls : .tcp,
            framing: .none, on: network)
    }

    private struct ProblemAnswer: Decodable {
        struct Problem: Decodable {
            let code: String
        }
        let error: Problem
    }
}

/// An HTTP/1.1 response, whole (RFC 9112 §6).
struct HTTPAnswer: Equatable, Sendable {
    let status: Int
    let body: [UInt8]
    /// By names in lower case; of a name that comes twice both, joined (RFC 9110 §5.3).
    let fields: [String: String]

    /// - Parameter hasEnded: the connection is closed, which may end the body.
    /// - Returns: `nil` while more has to come, and for what is no response.
    init?(_ bytes: [UInt8], hasEnded: Bool) {
        let separator = Array("\r\n\r\n".utf8)
        guard
            let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) })
        else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1."),
            let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        self.status = status
        fields = Dictionary(
            lines.dropFirst().map { line in
                let sides = line.split(separator: ":", maxSplits: 1).map { $0.trimming() }
                return ((sides.first ?? "").lowercased(), String(sides.last ?? ""))
            }
        ) { $0 + ", " + $1 }
        let rest = Array(bytes[(end + separator.count)...])
        if status == 204 || status == 304 {
            body = []
        } else if fields["transfer-encoding"]?.lowercased().contains("chunked") == true {
            guard let whole = Self.unchunked(rest) else { return nil }
            body = whole
        } else if let length = fields["content-length"].flatMap({ Int($0) }), length >= 0 {
            guard rest.count >= length else { return nil }
            body = Array(rest.prefix(length))
        } else {
            guard hasEnded else { return nil }
            body = rest
        }
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8]? {
        var whole: [UInt8] = []
        var rest = bytes[...]
        while let line = rest.firstIndex(of: 0x0A) {
            let size = String(decoding: rest[..<line], as: UTF8.self).prefix { $0.isHexDigit }
            guard let count = Int(size, radix: 16), count >= 0 else { return nil }
            if count == 0 { return whole }
            let start = line + 1
            guard rest.endIndex - start >= count + 2 else { return nil }
            whole += rest[start..<(start + count)]
            rest = rest[(start + count + 2)...]
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimming() -> Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
