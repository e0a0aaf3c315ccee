import SDP
import Wire

// Endpoints that say once what they send or receive, by an offer of their own.
extension ForwardingPlane {
    /// Adds an endpoint that only sends.
    ///
    /// - Returns: the answer.
    func ingest(
        _ id: EndpointID, into room: Room, offer: String, now: MonotonicTime
    ) throws(MediaReply.Refusal) -> String {
        let endpoint = try addOneWayEndpoint(id, to: room)
        do {
            return try publish(endpoint, offer: offer, sources: [:], isWhole: true, now: now)
        } catch {
            remove(endpoint)
            throw error
        }
    }

    /// Adds an endpoint that receives what `publisher` sends.
    ///
    /// - Returns: the answer.
    func play(
        _ publisher: Endpoint, to id: EndpointID, offer text: String, now: MonotonicTime
    ) throws(MediaReply.Refusal) -> String {
        let endpoint = try addOneWayEndpoint(id, to: publisher.room)
        let subscriber = Subscriber(
            endpoint: endpoint, connection: makeConnection(.subscribe, of: endpoint),
            outbox: outbox)
        endpoint.subscriber = subscriber
        let subscriptions = publisher.publications.map {
            Subscription(publication: $0, subscriber: subscriber)
        }
        let answer: PlaybackAnswer
        do {
            answer = try PlaybackAnswer.make(
                to: SessionDescription(parsing: text),
                streams: subscriptions.map(\.played),
                transport: subscriber.connection.description)
        } catch {
            remove(endpoint)
            throw .badDescription(error.description)
        }
        subscriber.connection.setRemote(answer.remote, now: now)
        for section in answer.sections {
            subscriber.play(subscriptions[section.stream], in: section)
        }
        return answer.text
    }

    /// - Returns: what a restart is answered with; `nil` where the fragment only adds candidates.
    func updateICE(
        of endpoint: Endpoint, fragment text: String
    ) throws(MediaReply.Refusal) -> String? {
        guard let connection = endpoint.publisher?.connection ?? endpoint.subscriber?.connection
        else { throw .unknownEndpoint }
        let fragment: ICEFragment
        do {
            fragment = try ICEFragment(parsing: text)
        } catch {
            throw .badDescription(error.description)
        }
        guard connection.restart(remoteUfrag: fragment.ufrag) else { return nil }
        register(connection)
        return fragment.answer(connection.description)
    }

    /// An answer that takes less than was offered misleads who publishes (RFC 9725 §4.4.3).
    func checkWhole(_ answer: PublishAnswer) throws(MediaReply.Refusal) {
        if let refused = answer.refused.first {
            throw .badDescription(refused.reason.description)
        }
        let sending = answer.sections.count(where: \.isActive)
        let limit = outbox.configuration.maximumPublicationsPerEndpoint
        guard (1...limit).contains(sending) else {
            throw .badDescription("\(sending) m-lines send; want 1 to \(limit)")
        }
    }

    private func addOneWayEndpoint(
        _ id: EndpointID, to room: Room
    ) throws(MediaReply.Refusal) -> Endpoint {
        guard room.endpoint(id) == nil else { throw .endpointExists }
        guard room.endpoints.count < outbox.configuration.maximumOneWayEndpointsPerRoom
        else { throw .full }
        let endpoint = Endpoint(
            id: id, room: room, isAdmitted: true, isOneWay: true, outbox: outbox)
        room.add(endpoint)
        return endpoint
    }
}
