import Clinic
import Signaling

/// Opens endpoints of the media plane for a connection test, one for each way that is tried, in a
/// room of its own where nobody else ever is.
///
/// Bounded in all and a source, and each is closed after ``lifetime`` whatever its owner does.
actor ProbeDesk {
    static let lifetime = Duration.seconds(30)
    /// Open at once, in all.
    static let limit = 32
    /// Of which so many by people who have not signed in: they keep nobody else out.
    static let strangerLimit = 16
    static let limitPerSource = 2

    /// What was not done.
    enum Failure: Error, Equatable {
        /// As many as may be are open.
        case full
        /// It has ended, or never was.
        case unknown
        /// The offer breaks a rule, which the text says.
        case badOffer(String)
        case unavailable
    }

    private struct Probe {
        let source: String
        let isStranger: Bool
        let endpoint = MediaEndpointID.random()
        let room = MediaRoomID.random()
        var expiry: Task<Void, Never>?
    }

    private let media: any MediaPlane
    private var probes: [String: Probe] = [:]

    init(media: any MediaPlane) {
        self.media = media
    }

    var count: Int { probes.count }

    /// - Parameter source: a signed-in person or an address.
    /// - Returns: the probe's name, which nobody can guess.
    func open(for source: String, isStranger: Bool) async throws(Failure) -> String {
        guard probes.count < Self.limit,
            probes.values.count(where: { $0.source == source }) < Self.limitPerSource,
            !isStranger || probes.values.count(where: \.isStranger) < Self.strangerLimit
        else { throw .full }
        let id = UUIDText.random()
        var probe = Probe(source: source, isStranger: isStranger)
        probe.expiry = Task { [weak self] in
            // Cancelled when it is closed before.
            guard (try? await Task.sleep(for: Self.lifetime)) != nil else { return }
            await self?.close(id)
        }
        probes[id] = probe  // Counted before the first wait.
        do {
            _ = try await media.openRoom(probe.room)
            try await media.addEndpoint(
                probe.endpoint, to: probe.room, isAdmitted: true)
        } catch {
            await close(id)
            throw .unavailable
        }
        return id
    }

    /// TURN servers for a probe alone: what its credentials have opened ends with it.
    func iceServers(for id: String, host: String?) async -> [ICEServer] {
        guard let probe = probes[id] else { return [] }
        return await media.iceServers(for: probe.endpoint, in: probe.room, host: host)
    }

    /// The answer to the one offer of a probe.
    func answer(_ offer: String, in id: String) async throws(Failure) -> String {
        guard let probe = probes[id] else { throw .unknown }
        do {
            return try await media.publish(
                offer, sources: [:], by: probe.endpoint, in: probe.room)
        } catch .badDescription(let text) {
            throw .badOffer(text)
        } catch {
            throw .unavailable
        }
    }

    /// Ends a probe; one that has ended already stays so.
    func close(_ id: String) async {
        guard let probe = probes.removeValue(forKey: id) else { return }
        probe.expiry?.cancel()
        await media.closeRoom(probe.room)
    }
}
