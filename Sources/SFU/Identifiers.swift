/// One room of media. Opaque: the media plane never learns which appointment stands behind it.
package struct RoomID: Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// One browser's media in a room.
package struct EndpointID: Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// One recording of a room, from its start to its stop.
package struct RecordingID: Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// What a publication shows or carries, as its publisher said.
package enum MediaSource: String, Hashable, Sendable, CaseIterable {
    case camera, microphone, screen
}
