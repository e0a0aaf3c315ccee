import DTLSSRTP
import ICE
import SDP
import Wire

extension ForwardingPlane {
    /// Carries out one command.
    package func perform(_ command: MediaCommand, now: MonotonicTime) -> MediaReply {
        do {
            return try carryOut(command, now: now)
        } catch {
            return .refused(error)
        }
    }

    private func carryOut(
        _ command: MediaCommand, now: MonotonicTime
    ) throws(MediaReply.Refusal) -> MediaReply {
        switch command {
        case .openRoom(let id): try openRoom(id)
        case .closeRoom(let id): try closeRoom(id)
        case .addEndpoint(let id, let room, let isAdmitted):
            try addEndpoint(id, to: find(room), isAdmitted: isAdmitted)
        case .removeEndpoint(let id, let room): try remove(find(id, in: room))
        case .setAdmitted(let id, let room, let isAdmitted):
            let endpoint = try find(id, in: room)
            endpoint.room.setAdmitted(endpoint, isAdmitted)
        case .publish(let id, let room, let offer, let sources):
            return .answer(
                try publish(find(id, in: room), offer: offer, sources: sources, now: now))
        case .subscribeAnswer(let id, let room, let answer):
            guard let subscriber = try find(id, in: room).subscriber
            else { throw .unexpectedAnswer }
            try subscriber.receiveAnswer(answer, now: now)
            settle(subscriber.connection, now: now)
        case .restartSubscription(let id, let room):
            guard let subscriber = try find(id, in: room).subscriber else { break }
            subscriber.restart()
            register(subscriber.connection)
        case .limitPictures(let id, let room, let limits):
            try find(id, in: room).subscriber?.limitPictures(limits, now: now)
        case .ingest(let id, let room, let offer):
            return .answer(try ingest(id, into: find(room), offer: offer, now: now))
        case .play(let id, let room, let publisher, let offer):
            return .answer(
                try play(find(publisher, in: room), to: id, offer: offer, now: now))
        case .updateICE(let id, let room, let fragment):
            let answer = try updateICE(of: find(id, in: room), fragment: fragment)
            return answer.map(MediaReply.answer) ?? .done
        case .startRecording(let recording, let room): try find(room).startRecording(recording)
        case .stopRecording(let room): try find(room).stopRecording()
        case .grantRecording(let id, let room):
            let endpoint = try find(id, in: room)
            endpoint.room.grantRecording(endpoint)
        case .revokeRecording(let id, let room):
            let endpoint = try find(id, in: room)
            endpoint.room.revokeRecording(endpoint)
        case .requestKeyframe(let id, let room):
            for publication in try find(room).endpoints.flatMap(\.publications)
            where publication.id == id {
                publication.requestKeyframe(of: publication.bestLayer)
            }
        }
        return .done
    }

    private func find(_ id: RoomID) throws(MediaReply.Refusal) -> Room {
        guard let room = rooms[id] else { throw .unknownRoom }
        return room
    }

    private func find(
        _ id: EndpointID, in room: RoomID
    ) throws(MediaReply.Refusal) -> Endpoint {
        guard let endpoint = try find(room).endpoint(id) else { throw .unknownEndpoint }
        return endpoint
    }

    // MARK: Rooms and endpoints

    private func openRoom(_ id: RoomID) throws(MediaReply.Refusal) {
        guard rooms[id] == nil else { throw .roomExists }
        guard rooms.count < outbox.configuration.maximumRooms else { throw .full }
        rooms[id] = Room(id: id, outbox: outbox)
    }

    private func closeRoom(_ id: RoomID) throws(MediaReply.Refusal) {
        let room = try find(id)
        room.stopRecording()
        for endpoint in room.endpoints { remove(endpoint) }
        rooms[id] = nil
    }

    private func addEndpoint(
        _ id: EndpointID, to room: Room, isAdmitted: Bool
    ) throws(MediaReply.Refusal) {
        guard room.endpoint(id) == nil else { throw .endpointExists }
        guard room.endpoints.count < outbox.configuration.maximumEndpointsPerRoom
        else { throw .full }
        let endpoint = Endpoint(id: id, room: room, isAdmitted: isAdmitted, outbox: outbox)
        let connection = makeConnection(.subscribe, of: endpoint)
        endpoint.subscriber = Subscriber(
            endpoint: endpoint, connection: connection, outbox: outbox)
        room.add(endpoint)
        room.connect(endpoint)
        room.offerChanges()
    }

    func remove(_ endpoint: Endpoint) {
        endpoint.room.remove(endpoint)
        for connection in [endpoint.publisher?.connection, endpoint.subscriber?.connection] {
            guard let connection else { continue }
            close(connection)
        }
    }

    // MARK: Connections

    func makeConnection(
        _ purpose: MediaConnection.Purpose, of endpoint: Endpoint
    ) -> MediaConnection {
        let index = vacantConnections.popLast() ?? Int32(connections.count)
        let connection = MediaConnection(
            index: index, purpose: purpose, endpoint: endpoint, certificate: certificate,
            outbox: outbox)
        if Int(index) == connections.count {
            connections.append(connection)
        } else {
            connections[Int(index)] = connection
        }
        register(connection)
        return connection
    }

    /// Lets checks find a connection by its credentials, the former ones of a restart as well.
    func register(_ connection: MediaConnection) {
        ufrags[connection.credentials.ufrag] = connection.index
        connection.registeredUfrags.append(connection.credentials.ufrag)
        if connection.registeredUfrags.count > 2 {
            ufrags[connection.registeredUfrags.removeFirst()] = nil
        }
    }

    private func close(_ connection: MediaConnection) {
        for path in connection.provenPaths { forget(path, of: connection.index) }
        for ufrag in connection.registeredUfrags { ufrags[ufrag] = nil }
        connections[Int(connection.index)] = nil
        vacantConnections.append(connection.index)
    }

    // MARK: Publishing

    /// - Parameter isWhole: a section that cannot be used is the whole offer's end.
    func publish(
        _ endpoint: Endpoint, offer text: String, sources: [String: MediaSource],
        isWhole: Bool = false, now: MonotonicTime
    ) throws(MediaReply.Refusal) -> String {
        let connection =
            endpoint.publisher?.connection ?? makeConnection(.publish, of: endpoint)
        let publisher =
            endpoint.publisher
            ?? Publisher(endpoint: endpoint, connection: connection, outbox: outbox)
        endpoint.publisher = publisher
        let answer: PublishAnswer
        do {
            let offer = try SessionDescription(parsing: text)
            let first = try PublishAnswer.make(to: offer, transport: connection.description)
            if connection.isRestart(first.remote) {
                connection.renewCredentials()
                register(connection)
                answer = try PublishAnswer.make(to: offer, transport: connection.description)
            } else {
                answer = first
            }
        } catch {
            throw .badDescription(error.description)
        }
        if isWhole { try checkWhole(answer) }
        connection.setRemote(answer.remote, now: now)
        settle(connection, now: now)
        let change = publisher.update(answer.sections, sources: sources)
        for publication in change.removed { endpoint.room.withdraw(publication) }
        for publication in change.added { endpoint.room.publish(publication) }
        endpoint.room.offerChanges()
        return answer.text
    }
}
