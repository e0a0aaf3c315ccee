/// What the media plane tells of a room.
package enum MediaPlaneEvent: Hashable, Sendable {
    /// What the endpoint shall receive from now on; `tracks` names each section in use.
    case subscribeOffer(MediaEndpointID, sdp: String, tracks: [ForwardedSection])
    case connection(MediaEndpointID, MediaConnectionState)
    /// Who speaks; `nil`: nobody.
    case activeSpeaker(MediaEndpointID?)
    /// About every two seconds.
    case quality(MediaEndpointID, MediaQuality)
    /// The first packet of a granted endpoint is written to the file at `path`, relative to the
    /// folder of recordings.
    case recordingOpened(MediaEndpointID, path: String)
    /// The disk refuses the endpoint's media: nothing of it is written until another
    /// ``recordingOpened(_:path:)``.
    case recordingInterrupted(MediaEndpointID)
    /// The file is whole and on disk.
    case recordingClosed(MediaEndpointID, path: String, contents: MediaFileContents)

    /// One section of a subscribe offer.
    package struct ForwardedSection: Hashable, Sendable {
        package let mid: String
        package let publisher: MediaEndpointID
        package let source: TrackSource

        package init(mid: String, publisher: MediaEndpointID, source: TrackSource) {
            self.mid = mid
            self.publisher = publisher
            self.source = source
        }
    }
}
