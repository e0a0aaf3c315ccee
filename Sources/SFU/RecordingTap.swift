import Wire

/// Decides, for each packet of a room, whether it may reach a writer.
///
/// Two things must hold at that instant: the room is being recorded, and the packet's publisher
/// has granted it. Nothing else in the media plane can reach a recorder, so what this type refuses
/// is never written.
package struct RecordingTap: Sendable {
    /// The recording that runs; `nil` while none does.
    package private(set) var recording: RecordingID?
    private var grants: Set<EndpointID> = []

    package init() {}

    /// Whether a packet that `publisher` sent may be written now.
    package func mayWrite(packetOf publisher: EndpointID) -> Bool {
        recording != nil && grants.contains(publisher)
    }

    /// A second start while one runs changes nothing.
    ///
    /// - Returns: whether a recording began.
    package mutating func start(_ recording: RecordingID) -> Bool {
        guard self.recording == nil else { return false }
        self.recording = recording
        return true
    }

    /// Ends the recording and every consent with it: for a next one everybody is asked again.
    ///
    /// - Returns: what ended.
    package mutating func stop() -> RecordingID? {
        defer { recording = nil }
        grants.removeAll()
        return recording
    }

    package mutating func grant(_ endpoint: EndpointID) {
        grants.insert(endpoint)
    }

    package mutating func revoke(_ endpoint: EndpointID) {
        grants.remove(endpoint)
    }

    /// The endpoint left: who comes again under that name has granted nothing.
    package mutating func forget(_ endpoint: EndpointID) {
        grants.remove(endpoint)
    }
}
