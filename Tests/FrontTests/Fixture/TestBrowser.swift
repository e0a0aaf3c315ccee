import Foundation

/// Enough of a browser: cookies, forms with the CSRF token, JSON.
struct TestBrowser {
    let port: Int
    var isTLS = false
    var cookies: [String: String] = [:]
    private(set) var csrf = ""

    init(port: Int, isTLS: Bool = false) {
        self.port = port
        self.isTLS = isTLS
    }

    mutating func signIn(_ name: String) async throws {
        let body = #"{"email":"\#(name)@one.test","password":"secret"}"#
        _ = try await post("/sign-in", body)
        csrf = try await get("/session", accept: "application/json").json["csrf"] as? String ?? ""
    }

    mutating func get(
        _ path: String, accept: String = "text/html", headers: [String: String] = [:]
    ) async throws -> TestResponse {
        try await send("GET", path, headers: headers.merging(["Accept": accept]) { old, _ in old })
    }

    /// With the CSRF token, as JSON.
    mutating func post(
        _ path: String, _ body: String = "{}", headers: [String: String] = [:]
    ) async throws -> TestResponse {
        let own = [
            "Accept": "application/json", "Content-Type": "application/json",
            "X-CSRF-Token": csrf,
        ]
        return try await send(
            "POST", path, headers: headers.merging(own) { old, _ in old }, body: body)
    }

    /// One request on a connection of its own; an empty header value leaves the header out.
    mutating func send(
        _ method: String, _ path: String, headers: [String: String], body: String = ""
    ) async throws -> TestResponse {
        var connection = try await TestConnection(port: port, isTLS: isTLS)
        try await connection.send(
            TestRequest.text(method, path, headers: allHeaders(headers), body: body))
        let response = try await connection.readResponse(to: method)
        await connection.close()
        for cookie in response.cookies { cookies[cookie.name] = cookie.value }
        return response
    }

    /// With cookies and host.
    func allHeaders(_ headers: [String: String]) -> [String: String] {
        var all = ["Host": "127.0.0.1:\(port)"]
        let pairs = cookies.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)" }
        if !pairs.isEmpty { all["Cookie"] = pairs.sorted().joined(separator: "; ") }
        return all.merging(headers) { _, new in new }.filter { !$0.value.isEmpty }
    }

    /// Starts or joins the call, opens its page by the link and keeps the cookie.
    mutating func enterCall(_ verb: String) async throws -> (room: String, link: String) {
        let answer = try await post("/appointments/a1/video-call/\(verb)/")
        let link = answer.json["location"] as? String ?? ""
        let page = try await get(link, accept: "application/json")
        return (page.json["room"] as? String ?? "", link)
    }
}

/// Writes HTTP/1.1 requests.
enum TestRequest {
    static func text(
        _ method: String, _ path: String, headers: [String: String], body: String = ""
    ) -> String {
        var text = "\(method) \(path) HTTP/1.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" { text += "Content-Length: \(body.utf8.count)\r\n" }
        return text + "\r\n" + body
    }
}

/// An HTTP response, read whole.
struct TestResponse {
    let status: Int
    /// Names in lower case; several of a name apart.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }
    var errorCode: String? { (json["error"] as? [String: Any])?["code"] as? String }

    var cookies: [(name: String, value: String)] {
        headers.filter { $0.name == "set-cookie" }.compactMap { header in
            let parts = header.value.prefix { $0 != ";" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }
}

/// The server closed where a response was due.
struct ConnectionEnded: Error {}

extension TestConnection {
    mutating func readResponse(to method: String = "GET") async throws -> TestResponse {
        guard let head = await readHead() else { throw ConnectionEnded() }
        let lines = head.split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            return (parts[0].lowercased(), String(value))
        }
        let length = headers.first { $0.0 == "content-length" }.flatMap { Int($0.1) } ?? 0
        let hasBody = method != "HEAD" && status >= 200 && status != 304
        guard let body = await read(hasBody ? length : 0) else { throw ConnectionEnded() }
        return TestResponse(
            status: status, headers: headers.map { (name: $0.0, value: $0.1) }, body: body)
    }
}
