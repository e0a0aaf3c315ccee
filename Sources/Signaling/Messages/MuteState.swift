/// What a participant has muted; shown to the others.
package struct MuteState: Hashable, Sendable, Codable {
    package var audio: Bool
    package var video: Bool

    package init(audio: Bool = false, video: Bool = false) {
        self.audio = audio
        self.video = video
    }
}
