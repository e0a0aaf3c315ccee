/// A recording, and how long it is kept.
package struct KeptRecording: Hashable, Sendable {
    package let recording: CallRecording
    /// Its key is gone: nothing opens its files.
    package let isErased: Bool
    /// Since when it may not be erased, whatever the time.
    package let heldSince: WallTime?
    /// The appointment's, else the hospital's; `nil`: for good.
    package let retentionDays: Int?

    package init(
        recording: CallRecording, isErased: Bool, heldSince: WallTime?, retentionDays: Int?
    ) {
        self.recording = recording
        self.isErased = isErased
        self.heldSince = heldSince
        self.retentionDays = retentionDays
    }

    /// When it is due to be erased; `nil`: never, as long as nobody changes that.
    package var expiresAt: WallTime? {
        guard let retentionDays, heldSince == nil, !isErased, let stoppedAt = recording.stoppedAt
        else { return nil }
        return stoppedAt + .seconds(retentionDays * 86_400)
    }

    package func isDue(at now: WallTime) -> Bool {
        expiresAt.map { $0 <= now } ?? false
    }
}
