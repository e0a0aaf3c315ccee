/// What a media section carries.
package enum TrackSource: String, Hashable, Sendable, Codable, CaseIterable {
    case camera
    case microphone
    case screen
}
