import Clinic
import Logging

/// Descriptions between clients and the media plane, and what it reports.
extension Consultation {
    func publish(
        _ offer: String, sources: [String: TrackSource], by seat: Seat
    ) async throws(Complaint) -> ServerMessage {
        guard !sources.values.contains(.screen) || mayShareScreen(seat)
        else { throw Complaint(.notAllowed) }
        do throws(MediaPlaneError) {
            let answer = try await context.media.publish(
                offer, sources: sources, by: seat.endpoint.id, in: context.mediaRoom)
            return .answer(sdp: answer)
        } catch {
            throw complaint(about: error)
        }
    }

    func acceptAnswer(_ answer: String, of seat: Seat) async throws(Complaint) {
        do throws(MediaPlaneError) {
            try await context.media.acceptAnswer(
                answer, of: seat.endpoint.id, in: context.mediaRoom)
        } catch {
            throw complaint(about: error)
        }
        seats[seat.participant]?.endpoint.pendingOffer = nil
    }

    func restartSubscription(of seat: Seat) async throws(Complaint) {
        do throws(MediaPlaneError) {
            try await context.media.restartSubscription(
                of: seat.endpoint.id, in: context.mediaRoom)
        } catch {
            throw complaint(about: error)
        }
    }

    /// A resumed client may never have seen the offer, or its answer was lost.
    func sendPendingOffer(to seat: Seat) {
        guard let pending = seat.endpoint.pendingOffer else { return }
        send(.tracks(pending.tracks), to: seat)
        send(.offer(sdp: pending.sdp), to: seat)
    }

    func mute(_ muted: MuteState, by seat: Seat) {
        seats[seat.participant]?.muted = muted
        guard seat.isAdmitted else { return }
        tell(.mute(seat.participant, muted), except: seat.participant)
    }

    func measure(_ quality: ClientQuality, of seat: Seat) {
        log(quality, of: seat)
        var isNews = false
        if let rung = quality.rung, rung != seat.rung {
            seats[seat.participant]?.rung = rung
            isNews = true
            context.log.info("media has found its way", metadata: [LogKey.rung: "\(rung.rawValue)"])
        }
        if seats[seat.participant]?.quality.measure(quality) == true { isNews = true }
        if isNews { tellQuality(of: seat.participant) }
    }

    /// Pictures of participants who have gone meanwhile are passed over.
    func view(_ pictures: [PictureView], of seat: Seat) async {
        let limits = pictures.compactMap { picture in
            seats[picture.participant].map {
                PictureLimit(
                    publisher: $0.endpoint.id, source: picture.source,
                    pixelCount: picture.width * picture.height)
            }
        }
        await context.media.limitPictures(limits, of: seat.endpoint.id, in: context.mediaRoom)
    }

    // MARK: Events

    /// Takes one event of the media plane, in their order; also those behind the end, of files
    /// that are closed then.
    func handle(_ event: MediaPlaneEvent) async {
        await enter()
        defer { leave() }
        switch event {
        case .subscribeOffer(let endpoint, let sdp, let tracks):
            passOn(sdp, tracks, to: endpoint)
        case .connection(let endpoint, let state):
            guard let participant = seat(of: endpoint)?.participant else { return }
            seats[participant]?.endpoint.connection = state
            guard seats[participant]?.quality.measure(state) == true else { return }
            tellQuality(of: participant)
        case .activeSpeaker(let endpoint):
            tell(.activeSpeaker(endpoint.flatMap { seat(of: $0)?.participant }))
        case .quality(let endpoint, let quality):
            guard let participant = seat(of: endpoint)?.participant,
                seats[participant]?.quality.measure(quality) == true
            else { return }
            tellQuality(of: participant)
        case .recordingOpened(let endpoint, let path):
            await recordingOpened(endpoint, path: path)
        case .recordingInterrupted(let endpoint):
            await recordingInterrupted(endpoint)
        case .recordingClosed(_, let path, let contents):
            await recordingClosed(path: path, contents)
        }
    }

    private func passOn(
        _ sdp: String, _ tracks: [MediaPlaneEvent.ForwardedSection], to endpoint: MediaEndpointID
    ) {
        guard let seat = seat(of: endpoint) else { return }
        let labels = tracks.compactMap { track -> TrackLabel? in
            // One who waits is not told who else is there.
            guard seat.isAdmitted, let publisher = self.seat(of: track.publisher) else {
                return nil
            }
            return TrackLabel(
                mid: track.mid, participant: publisher.participant, source: track.source)
        }
        let pending = SeatEndpoint.PendingOffer(sdp: sdp, tracks: labels)
        seats[seat.participant]?.endpoint.pendingOffer = pending
        send(.tracks(labels), to: seat)
        send(.offer(sdp: sdp), to: seat)
    }

    private func tellQuality(of participant: ParticipantID) {
        guard let seat = seats[participant], let indicator = seat.quality.indicator
        else { return }
        let news = ServerMessage.quality(participant, indicator, seat.rung)
        guard seat.isAdmitted else { return send(news, to: seat) }
        tell(news)
    }

    private func seat(of endpoint: MediaEndpointID) -> Seat? {
        seats.values.first { $0.endpoint.id == endpoint }
    }
}
