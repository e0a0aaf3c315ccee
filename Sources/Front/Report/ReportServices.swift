import Signaling

/// What the connection report needs of the media plane, handed in by whoever wires the program.
package struct ReportServices: Sendable {
    package let media: any MediaPlane
    /// Where browsers are told to send media, the preferred first.
    package let candidates: @Sendable () -> [MediaCandidate]
    /// TURN servers for one probe.
    ///
    /// - Parameters:
    ///   - label: names the probe in the credentials.
    ///   - host: what the browser calls this server, without a port.
    ///   - lifetime: of the credentials.
    package let iceServers:
        @Sendable (_ label: String, _ host: String, _ lifetime: Duration) -> [ICEServer]
    /// Ends what the credentials of a label have opened.
    package let revoke: @Sendable (_ label: String) async -> Void

    package init(
        media: any MediaPlane, candidates: @escaping @Sendable () -> [MediaCandidate],
        iceServers: @escaping @Sendable (String, String, Duration) -> [ICEServer],
        revoke: @escaping @Sendable (String) async -> Void
    ) {
        self.media = media
        self.candidates = candidates
        self.iceServers = iceServers
        self.revoke = revoke
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
