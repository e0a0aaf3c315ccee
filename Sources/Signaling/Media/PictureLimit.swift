/// How much of a picture an endpoint has use for.
package struct PictureLimit: Hashable, Sendable {
    package let publisher: MediaEndpointID
    package let source: TrackSource
    /// Its area as it is shown.
    package let pixelCount: Int

    package init(publisher: MediaEndpointID, source: TrackSource, pixelCount: Int) {
        self.publisher = publisher
        self.source = source
        self.pixelCount = pixelCount
    }
}
