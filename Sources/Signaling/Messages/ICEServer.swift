import Clinic

/// A STUN or TURN server for the browser's `RTCPeerConnection`.
package struct ICEServer: Hashable, Sendable, Codable, PersonalData {
    package let urls: [String]
    package let username: String?
    package let credential: String?
    /// Only for connections with `iceTransportPolicy: "relay"`: Chrome takes whatever comes from a
    /// TURN server's address over UDP for TURN's, so that the same address is of no use as a
    /// candidate.
    package var isForRelayOnly = false

    private enum CodingKeys: String, CodingKey {
        case urls, username, credential
    }

    package init(
        urls: [String], username: String? = nil, credential: String? = nil,
        isForRelayOnly: Bool = false
    ) {
        self.isForRelayOnly = isForRelayOnly
        self.urls = urls
        self.username = username
        self.credential = credential
    }

    package var redacted: String { "ICEServer" }
}
