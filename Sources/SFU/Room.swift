import RTP
import Wire

/// The endpoints that see and hear each other, and the tap that a recorder listens on.
final class Room {
    let id: RoomID
    private(set) var endpoints: [Endpoint] = []
    private(set) var tap = RecordingTap()
    private var speaker = ActiveSpeaker<EndpointID>()
    private let outbox: Outbox

    init(id: RoomID, outbox: Outbox) {
        self.id = id
        self.outbox = outbox
    }

    func endpoint(_ id: EndpointID) -> Endpoint? {
        endpoints.first { $0.id == id }
    }

    // MARK: Who is there

    func add(_ endpoint: Endpoint) {
        endpoints.append(endpoint)
    }

    /// The endpoint leaves: nothing of it is forwarded or recorded any more.
    func remove(_ endpoint: Endpoint) {
        setAdmitted(endpoint, false)
        revokeRecording(endpoint)
        tap.forget(endpoint.id)
        speaker.forget(endpoint.id)
        endpoint.close()
        endpoints.removeAll { $0 === endpoint }
        offerChanges()
    }

    /// Lets an endpoint in, or sends it back to wait: at once, both ways.
    func setAdmitted(_ endpoint: Endpoint, _ isAdmitted: Bool) {
        guard endpoint.isAdmitted != isAdmitted else { return }
        endpoint.isAdmitted = isAdmitted
        if isAdmitted {
            connect(endpoint)
        } else {
            endpoint.subscriber?.unsubscribeFromAll()
            for publication in endpoint.publications {
                publication.endRecording()
                withdraw(publication)
            }
        }
        offerChanges()
    }

    /// Subscribes an admitted endpoint to all others and all others to it.
    func connect(_ endpoint: Endpoint) {
        guard endpoint.isAdmitted else { return }
        for other in endpoints
        where other !== endpoint && other.isAdmitted && !endpoint.isOneWay {
            for publication in other.publications {
                endpoint.subscriber?.subscribe(to: publication)
            }
        }
        for publication in endpoint.publications { publish(publication) }
    }

    /// Offers a new publication to everybody else who is admitted.
    func publish(_ publication: Publication) {
        guard publication.endpoint.isAdmitted else { return }
        for other in endpoints
        where other !== publication.endpoint && other.isAdmitted && !other.isOneWay {
            other.subscriber?.subscribe(to: publication)
        }
    }

    /// Takes a publication away from everybody.
    func withdraw(_ publication: Publication) {
        for other in endpoints { other.subscriber?.unsubscribe(from: publication) }
    }

    /// Sends the offers that changes have made necessary.
    func offerChanges() {
        for endpoint in endpoints { endpoint.subscriber?.offerIfNeeded() }
    }

    // MARK: Recording

    func startRecording(_ recording: RecordingID) {
        guard tap.start(recording) else { return }
        outbox.recorded.items.append(.started(recording, id))
    }

    func stopRecording() {
        endRecording(of: endpoints)
        guard let recording = tap.stop() else { return }
        outbox.recorded.items.append(.stopped(recording))
    }

    func grantRecording(_ endpoint: Endpoint) {
        tap.grant(endpoint.id)
    }

    func revokeRecording(_ endpoint: Endpoint) {
        tap.revoke(endpoint.id)
        endRecording(of: [endpoint])
    }

    private func endRecording(of endpoints: [Endpoint]) {
        for endpoint in endpoints {
            for publication in endpoint.publications { publication.endRecording() }
        }
    }

    // MARK: Speaker

    /// `nil` when nobody speaks.
    var currentSpeaker: EndpointID? { speaker.current }

    func heard(_ level: AudioLevel, of endpoint: Endpoint, now: MonotonicTime) {
        guard endpoint.isAdmitted, !endpoint.isOneWay else { return }
        speaker.heard(level, of: endpoint.id, at: now)
    }

    /// Tells who speaks, where that has changed.
    func updateSpeaker(now: MonotonicTime) {
        guard speaker.update(at: now) else { return }
        outbox.post(.activeSpeaker(speaker.current), in: id)
    }
}
