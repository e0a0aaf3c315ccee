import Signaling

/// What the connection report needs of the media plane, handed in by whoever wires the program.
package struct ReportServices: Sendable {
    package let media: any MediaPlane
    /// Where browsers are told to send media, the preferred first.
    package let candidates: @Sendable () -> [MediaCandidate]
    /// URLs of the media plane's own TURN server, for who calls this server by this `Host`.
    package let relays: @Sendable (_ host: String?) -> [String]
    /// TURN servers of others. Their credentials are told to those who have signed in alone.
    package let foreignServers: [ICEServer]

    package init(
        media: any MediaPlane, candidates: @escaping @Sendable () -> [MediaCandidate],
        relays: @escaping @Sendable (String?) -> [String], foreignServers: [ICEServer]
    ) {
        self.media = media
        self.candidates = candidates
        self.relays = relays
        self.foreignServers = foreignServers
    }
}

/// One address at which the server takes media.
package struct MediaCandidate: Hashable, Sendable {
    /// UDP, or ICE framed in TCP.
    package let isTCP: Bool
    /// An IP address as text.
    package let address: String
    package let port: UInt16

    package init(isTCP: Bool, address: String, port: UInt16) {
        self.isTCP = isTCP
        self.address = address
        self.port = port
    }
}
