/// What is in a recorded file.
package struct MediaFileContents: Hashable, Sendable {
    package let byteCount: Int64
    package let duration: Duration
    /// As in SDP, separated by commas: `opus,vp8`.
    package let codecs: String

    package init(byteCount: Int64, duration: Duration, codecs: String) {
        self.byteCount = byteCount
        self.duration = duration
        self.codecs = codecs
    }
}
