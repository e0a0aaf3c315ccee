import Recording

/// A recorded file in the clear, as its frames.
package protocol FrameSource: AnyObject {
    /// In the order of their times, all tracks together; `nil` at the end.
    func next() throws -> StoredFrame?

    /// Known once ``next()`` gave the first frame.
    var tracks: [StoredTrack] { get }
}
