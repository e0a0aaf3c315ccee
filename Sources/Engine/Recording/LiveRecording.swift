import Recording
import SFU
import Wire

/// One recording while it runs: who is in it, and which publication goes to which file.
final class LiveRecording {
    private let id: RecordingID
    private let room: RoomID
    private let folder: RecordingFolder
    private let requestKeyframe: @Sendable (PublicationID, RoomID) -> Void
    private var participants: [ParticipantKey: RecordedParticipant] = [:]
    private var keys: [PublicationID: ParticipantKey] = [:]

    /// An endpoint's camera and microphone share a file; its screen has one of its own.
    private struct ParticipantKey: Hashable {
        let endpoint: EndpointID
        let isScreen: Bool
    }

    init(
        _ id: RecordingID, room: RoomID, directory: String, key: RecordingDataKey,
        requestKeyframe: @escaping @Sendable (PublicationID, RoomID) -> Void
    ) {
        self.id = id
        self.room = room
        folder = RecordingFolder(directory: directory, recording: id, key: key)
        self.requestKeyframe = requestKeyframe
    }

    var openFiles: Int { participants.values.count(where: \.isWriting) }

    func begin(
        _ publication: RecordedPublication, now: MonotonicTime, outcome: inout RecordingOutcome
    ) {
        guard let codec = RecordedCodec(name: publication.codec), keys[publication.id] == nil
        else { return }
        let key = ParticipantKey(
            endpoint: publication.endpoint, isScreen: publication.source == .screen)
        keys[publication.id] = key
        let track = RecordedTrack(
            id: publication.id.rawValue, codec: codec, label: publication.source.rawValue)
        participant(key).begin(track, now: now, outcome: &outcome)
    }

    func receive(
        _ packet: RawSpan, of publication: PublicationID, arrivedAt: MonotonicTime,
        outcome: inout RecordingOutcome
    ) {
        guard let key = keys[publication] else {
            outcome.counters.packetsDropped += 1
            return
        }
        participants[key]?.receive(
            packet, track: publication.rawValue, arrivedAt: arrivedAt, outcome: &outcome)
    }

    func receiveSenderReport(
        of publication: PublicationID, ntp: UInt64, rtpTimestamp: UInt32,
        arrivedAt: MonotonicTime
    ) {
        guard let key = keys[publication] else { return }
        participants[key]?.receiveSenderReport(
            track: publication.rawValue, ntp: ntp, rtpTimestamp: rtpTimestamp,
            arrivedAt: arrivedAt)
    }

    func end(_ publication: PublicationID, now: MonotonicTime) {
        guard let key = keys.removeValue(forKey: publication) else { return }
        participants[key]?.end(track: publication.rawValue, now: now)
    }

    /// Writes what is due, and asks for key frames.
    func advance(to now: MonotonicTime, outcome: inout RecordingOutcome) {
        for participant in participants.values {
            for track in participant.advance(to: now, outcome: &outcome) {
                requestKeyframe(PublicationID(rawValue: track), room)
            }
        }
    }

    /// Closes every file.
    func finish(outcome: inout RecordingOutcome) {
        for participant in participants.values { participant.finish(&outcome) }
        outcome.events.append(.finished(id, room))
    }

    private func participant(_ key: ParticipantKey) -> RecordedParticipant {
        if let known = participants[key] { return known }
        let file = RecordedFile(
            recording: id, room: room, endpoint: key.endpoint, isScreen: key.isScreen, path: "",
            byteCount: 0, duration: .zero)
        let participant = RecordedParticipant(file, in: folder)
        participants[key] = participant
        return participant
    }
}
