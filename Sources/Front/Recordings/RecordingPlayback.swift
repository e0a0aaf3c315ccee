import Clinic

/// Opens recorded files for playback, seen from the doors: where they lie, and what opens them, is
/// somebody else's.
package protocol RecordingPlayback: Sendable {
    /// - Returns: `nil`: the file is not there, or was erased.
    /// - Throws: where it is damaged.
    func open(_ file: RecordedFile) async throws -> (any PlayableRecording)?
}

/// A recorded file's container, to be read in any order.
package protocol PlayableRecording: Sendable {
    var byteCount: Int { get }
    /// What was written there.
    ///
    /// - Parameter range: inside of ``byteCount``.
    /// - Throws: where it is damaged: nothing altered is ever handed out.
    func read(_ range: Range<Int>) async throws -> [UInt8]
}
