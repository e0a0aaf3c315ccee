import Engine
import Load
import Logging
import SFU
import Wire

/// Our own media plane in this process as the server under test: it offers to receivers.
actor InlineEngine: LoadServer {
    nonisolated let name = "Engine"
    let engine: MediaEngine
    private var offers: [EndpointID: String] = [:]
    private var waiting: [EndpointID: CheckedContinuation<String, Never>] = [:]

    init() throws {
        let configuration = MediaConfiguration(
            listenAddress: SocketAddress(ipv4: 0x7f00_0001, port: 0),
            recordingsDirectory: "/nonexistent/recordings")
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        engine = try MediaEngine.start(configuration, logger: quiet)
    }

    func open(rooms: [String]) async throws(LoadError) {
        for room in rooms {
            let events: AsyncStream<MediaEvent>
            do { events = try await engine.openRoom(RoomID(rawValue: room)) } catch {
                throw .refused("\(error)")
            }
            Task {
                for await event in events {
                    guard case .subscribeOffer(let endpoint, let sdp, let tracks) = event.kind,
                        tracks.count == 2
                    else { continue }
                    self.take(sdp, for: endpoint)
                }
            }
        }
    }

    private func take(_ offer: String, for endpoint: EndpointID) {
        if let waiter = waiting.removeValue(forKey: endpoint) {
            waiter.resume(returning: offer)
        } else {
            offers[endpoint] = offer
        }
    }

    private func offer(for endpoint: EndpointID) async -> String {
        if let offer = offers.removeValue(forKey: endpoint) { return offer }
        return await withCheckedContinuation { waiting[endpoint] = $0 }
    }

    func publish(
        _ client: PublishingClient, as name: String, in room: String
    ) async throws(LoadError) -> LoadSession {
        let (endpoint, room) = (EndpointID(rawValue: "\(room)-\(name)"), RoomID(rawValue: room))
        _ = await engine.perform(.addEndpoint(endpoint, room, isAdmitted: true))
        let reply = await engine.perform(
            .publish(
                endpoint, room, offer: client.offer, sources: ["0": .microphone, "1": .camera]))
        guard case .answer(let answer) = reply else { throw .refused("\(reply)") }
        return LoadSession(description: answer, handle: "\(room.rawValue) \(endpoint.rawValue)")
    }

    func subscribe(
        _ client: ReceivingClient, as name: String, to publisher: String, in room: String
    ) async throws(LoadError) -> LoadSession {
        let (endpoint, room) = (EndpointID(rawValue: "\(room)-\(name)"), RoomID(rawValue: room))
        _ = await engine.perform(.addEndpoint(endpoint, room, isAdmitted: true))
        let offer = await offer(for: endpoint)
        let answer = try client.answer(to: offer)
        let reply = await engine.perform(.subscribeAnswer(endpoint, room, answer: answer))
        guard reply == .done else { throw .refused("\(reply)") }
        return LoadSession(description: offer, handle: "\(room.rawValue) \(endpoint.rawValue)")
    }

    func end(_ session: LoadSession) async {
        let words = session.handle.split(separator: " ").map(String.init)
        _ = await engine.perform(
            .removeEndpoint(EndpointID(rawValue: words[1]), RoomID(rawValue: words[0])))
    }
}
