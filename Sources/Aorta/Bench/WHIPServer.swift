import Foundation
import Load

/// Any server that publishers reach by WHIP (RFC 9725) and receivers by WHEP
/// (draft-ietf-wish-whep): Aorta's own paths, or others by their pattern.
struct WHIPServer: LoadServer {
    /// Where clients POST, with `{room}` and `{name}` (the publisher's) in place of these words.
    struct Paths: Sendable, Equatable {
        var whip = "/whip/{room}/{name}"
        var whep = "/whep/{room}/{name}"

        static func path(_ pattern: String, room: String, name: String) -> String {
            pattern.split(separator: "{room}", omittingEmptySubsequences: false)
                .joined(separator: room)
                .split(separator: "{name}", omittingEmptySubsequences: false)
                .joined(separator: name)
        }
    }

    let name: String
    let http: BenchHTTP
    let paths: Paths
    /// For both, where they are not two.
    let publishToken: String?
    let subscribeToken: String?

    func open(rooms: [String]) async throws(LoadError) {}

    func publish(
        _ client: PublishingClient, as name: String, in room: String
    ) async throws(LoadError) -> LoadSession {
        try await post(
            client.offer, to: Paths.path(paths.whip, room: room, name: name), publishToken)
    }

    func subscribe(
        _ client: ReceivingClient, as name: String, to publisher: String, in room: String
    ) async throws(LoadError) -> LoadSession {
        try await post(
            client.offer, to: Paths.path(paths.whep, room: room, name: publisher), subscribeToken)
    }

    func end(_ session: LoadSession) async {
        let words = session.handle.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2 else { return }
        let token = words[1].isEmpty ? nil : String(words[1])
        _ = try? await http.request("DELETE", String(words[0]), fields: Self.bearer(token))
    }

    private func post(
        _ offer: String, to path: String, _ token: String?
    ) async throws(LoadError) -> LoadSession {
        let fields = [("Content-Type", "application/sdp"), ("Accept", "application/sdp")]
        let answer = try await http.request(
            "POST", path, fields: fields + Self.bearer(token), body: Array(offer.utf8))
        guard answer.status == 201 else { throw refusal(answer, path) }
        let location = answer.fields["location"] ?? ""
        return LoadSession(
            description: String(decoding: answer.body, as: UTF8.self),
            handle: "\(Self.path(of: location)) \(token ?? "")",
            relay: Self.relay(in: answer.fields["link"] ?? ""))
    }

    private static func bearer(_ token: String?) -> [(String, String)] {
        token.map { [("Authorization", "Bearer \($0)")] } ?? []
    }

    /// A Location is a path or a whole URL.
    static func path(of location: String) -> String {
        guard let scheme = location.range(of: "://") else {
            return location.hasPrefix("/") ? location : "/" + location
        }
        let rest = location[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }

    /// The first TURN server of a Link field (RFC 9725 §4.6):
    /// `<turn:host:3478>; rel="ice-server"; username="…"; credential="…"`.
    static func relay(in link: String) -> RelayAccess? {
        for one in link.split(separator: "<") where one.hasPrefix("turn") {
            let value = { (name: String) -> String? in
                guard let start = one.range(of: name + "=\"")?.upperBound else { return nil }
                return String(one[start...].prefix { $0 != "\"" })
            }
            if value("rel") == "ice-server", let username = value("username"),
                let credential = value("credential")
            {
                return RelayAccess(username: username, credential: credential)
            }
        }
        return nil
    }

    private func refusal(_ answer: HTTPAnswer, _ path: String) -> LoadError {
        let said = String(decoding: answer.body.prefix(200), as: UTF8.self)
        let advice =
            switch answer.status {
            case 401, 403:
                "the token is not good for it; print one with: aorta token publish ROOM"
            case 404:
                "nothing is served there, or the room does not exist: start the server with "
                    + "--tool-rooms, or give --whip and --whep"
            case 429: "the server limits how fast clients may join: give a lower --join-rate"
            case 503: "the server is full"
            default: said
            }
        return .refused("POST \(path) was answered with status \(answer.status): \(advice)")
    }
}
