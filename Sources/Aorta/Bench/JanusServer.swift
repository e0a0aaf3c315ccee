import Foundation
import Load

/// A Janus with its VideoRoom, over the HTTP transport of its API, whose base path is `/janus`.
///
/// Each client is a session of its own with one handle, and its events are fetched by long polls.
/// Janus offers to receivers. Its `session_timeout` has to be 0: nobody keeps sessions alive here.
struct JanusServer: LoadServer {
    let name = "Janus VideoRoom"
    let http: BenchHTTP
    /// In front of all numbers: what an earlier run has left behind is none of this one's.
    private let base = UInt64.random(in: 1..<(1 << 20)) << 24

    init(http: BenchHTTP) {
        self.http = http
    }

    private static let root = "/janus"
    /// Polls until an event is there that was asked for.
    private static let pollLimit = 20

    func open(rooms: [String]) async throws(LoadError) {
        let path = try await attach()
        for room in rooms {
            var body = JanusBody(request: "create", room: number(of: room))
            body.publishers = 1_000
            body.bitrate = 0
            body.videocodec = "vp8"
            body.audiocodec = "opus"
            let reply = try await post(.init("message", body: body), to: path)
            if let failure = reply.failure {
                throw .refused("Janus makes no room: \(failure)")
            }
        }
        await end(LoadSession(description: "", handle: path))
    }

    func publish(
        _ client: PublishingClient, as name: String, in room: String
    ) async throws(LoadError) -> LoadSession {
        let path = try await attach()
        var body = JanusBody(request: "joinandconfigure", room: number(of: room))
        body.ptype = "publisher"
        body.id = number(of: name)
        // Offered the choice, Janus would be the DTLS client; ours can be nothing else.
        let offer = client.offer.replacingOccurrences(of: "a=setup:actpass", with: "a=setup:active")
        let answer = try await description(
            after: .init("message", body: body, jsep: .init(type: "offer", sdp: offer)), to: path)
        return LoadSession(description: answer, handle: path)
    }

    func subscribe(
        _ client: ReceivingClient, as name: String, to publisher: String, in room: String
    ) async throws(LoadError) -> LoadSession {
        let path = try await attach()
        var body = JanusBody(request: "join", room: number(of: room))
        body.ptype = "subscriber"
        body.streams = [.init(feed: number(of: publisher))]
        let offer = try await description(after: .init("message", body: body), to: path)
        let answer = JanusDescription(type: "answer", sdp: try client.answer(to: offer))
        let start = JanusMessage("message", body: JanusBody(request: "start"), jsep: answer)
        _ = try await post(start, to: path)
        return LoadSession(description: offer, handle: path)
    }

    func end(_ session: LoadSession) async {
        let parts = session.handle.split(separator: "/")
        guard parts.count == 3 else { return }
        _ = try? await post(.init("destroy"), to: "\(Self.root)/\(parts[1])")
    }

    /// The path of a new handle in a new session.
    private func attach() async throws(LoadError) -> String {
        let session = try await post(.init("create"), to: Self.root)
        guard let sessionID = session.data?.id else {
            throw .refused("Janus gives no session: \(session.failure ?? session.janus)")
        }
        let path = "\(Self.root)/\(sessionID)"
        var message = JanusMessage("attach")
        message.plugin = "janus.plugin.videoroom"
        let handle = try await post(message, to: path)
        guard let handleID = handle.data?.id else {
            throw .refused("Janus has no VideoRoom: \(handle.failure ?? handle.janus)")
        }
        return "\(path)/\(handleID)"
    }

    /// What Janus answers to, or offers after, a message.
    private func description(
        after message: JanusMessage, to path: String
    ) async throws(LoadError) -> String {
        let reply = try await post(message, to: path)
        if let failure = reply.failure { throw .refused("Janus refuses: \(failure)") }
        let session = path.split(separator: "/").prefix(2).joined(separator: "/")
        for _ in 0..<Self.pollLimit {
            let answer = try await http.request("GET", "/\(session)?maxev=10")
            guard
                let events = try? JSONDecoder().decode([JanusReply].self, from: Data(answer.body))
            else { throw .refused("Janus answers a poll with status \(answer.status)") }
            for event in events where event.transaction == message.transaction {
                if let failure = event.failure { throw .refused("Janus refuses: \(failure)") }
                if let description = event.jsep?.sdp { return description }
            }
        }
        throw .refused("Janus sends no description")
    }

    private func post(
        _ message: JanusMessage, to path: String
    ) async throws(LoadError) -> JanusReply {
        guard let body = try? JSONEncoder().encode(message) else {
            throw .refused("the message to Janus cannot be written")
        }
        let answer = try await http.request(
            "POST", path, fields: [("Content-Type", "application/json")], body: Array(body))
        guard let reply = try? JSONDecoder().decode(JanusReply.self, from: Data(answer.body))
        else {
            throw .refused("POST \(path) was answered with status \(answer.status): is it Janus?")
        }
        return reply
    }

    /// Janus numbers rooms and publishers.
    private func number(of name: String) -> UInt64 {
        let digits = String(name.reversed().prefix { $0.isNumber }.reversed())
        return base + (UInt64(digits) ?? 0)
    }
}
