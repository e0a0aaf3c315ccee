/// How much of a picture a subscriber has use for.
package struct PictureLimit: Hashable, Sendable {
    package let publisher: EndpointID
    package let source: MediaSource
    /// Its area as it is shown.
    package let pixelCount: Int

    package init(publisher: EndpointID, source: MediaSource, pixelCount: Int) {
        self.publisher = publisher
        self.source = source
        self.pixelCount = pixelCount
    }
}
