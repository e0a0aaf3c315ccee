import SFU

extension MediaCommand {
    /// The room that the command is about.
    var room: RoomID {
        switch self {
        case .openRoom(let room), .closeRoom(let room), .addEndpoint(_, let room, _),
            .removeEndpoint(_, let room), .setAdmitted(_, let room, _),
            .publish(_, let room, _, _), .subscribeAnswer(_, let room, _),
            .restartSubscription(_, let room), .limitPictures(_, let room, _),
            .ingest(_, let room, _),
            .play(_, let room, _, _), .updateICE(_, let room, _), .startRecording(_, let room),
            .stopRecording(let room), .grantRecording(_, let room),
            .revokeRecording(_, let room), .requestKeyframe(_, let room):
            room
        }
    }
}
