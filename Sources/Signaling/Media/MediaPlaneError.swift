/// Why the media plane did not do what it was asked.
package enum MediaPlaneError: Error, Hashable, Sendable {
    /// The SDP breaks a rule; the text says which, for the developer of the client. It holds
    /// nothing of the SDP.
    case badDescription(String)
    /// Its limit of rooms, endpoints or sections is reached.
    case full
    /// The room or endpoint isn't there, or the plane fails or shuts down.
    case unavailable
}
