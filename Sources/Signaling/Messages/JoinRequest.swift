import Clinic

/// What a client says of itself in the first message of a connection.
package struct JoinRequest: Hashable, Sendable, PersonalData {
    /// Video and audio codecs that the client can decode, by their SDP names.
    package struct Capabilities: Hashable, Sendable, Codable {
        package var codecs: [String]

        package init(codecs: [String]) {
            self.codecs = codecs
        }
    }

    /// The secret of the last `joined`: the client still has its peer connections.
    package var resume: String?
    /// What the others see; the account's name without it.
    package var name: String?
    package var capabilities: Capabilities?
    /// The last chat line that the client has.
    package var lastMessage: ChatMessageID?

    package init(
        resume: String? = nil, name: String? = nil, capabilities: Capabilities? = nil,
        lastMessage: ChatMessageID? = nil
    ) {
        self.resume = resume
        self.name = name
        self.capabilities = capabilities
        self.lastMessage = lastMessage
    }

    package var redacted: String { "JoinRequest" }
}
