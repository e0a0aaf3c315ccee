import Clinic

/// A STUN or TURN server for the browser's `RTCPeerConnection`.
package struct ICEServer: Hashable, Sendable, Codable, PersonalData {
    package let urls: [String]
    package let username: String?
    package let credential: String?

    package init(urls: [String], username: String? = nil, credential: String? = nil) {
        self.urls = urls
        self.username = username
        self.credential = credential
    }

    package var redacted: String { "ICEServer" }
}
