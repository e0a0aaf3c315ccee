/// What a section carries.
package enum MediaKind: String, Hashable, Sendable {
    case audio
    case video
}
