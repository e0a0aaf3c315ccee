import DTLSSRTP
import ICE
import RTP
import SDP
import Wire

/// What a client needs of a server's answer or offer.
struct ServerDescription: Sendable {
    /// One section that carries media.
    struct Stream: Sendable {
        let isVideo: Bool
        /// Of the packets, not of their retransmissions.
        let payloadType: UInt8
        var extensions = ExtensionMap()
    }

    let credentials: ICECredentials
    let fingerprint: DTLSFingerprint
    /// Where the server receives, most preferred first.
    let addresses: [SocketAddress]
    let streams: [Stream]

    /// - Throws: ``LoadError/badDescription(_:)``.
    init(_ text: String) throws(LoadError) {
        let parsed: SessionDescription
        do { parsed = try SessionDescription(parsing: text) } catch {
            throw .badDescription("the server's description cannot be read: \(error)")
        }
        let sections = parsed.sections.filter { $0.kind != nil && !$0.isClosed }
        guard let first = sections.first else {
            throw .badDescription("the server's description closes every media section")
        }
        let attributes = first.attributes + parsed.attributes
        guard let ufrag = attributes.value(of: "ice-ufrag"),
            let password = attributes.value(of: "ice-pwd")
        else { throw .badDescription("the server's description has no ICE credentials") }
        credentials = ICECredentials(ufrag: ufrag, password: password)

        let fingerprints = attributes.all("fingerprint").map(\.words).filter { $0.count == 2 }
        guard
            let fingerprint = fingerprints.lazy.compactMap({
                DTLSFingerprint(algorithm: String($0[0]), text: String($0[1]))
            }).first
        else { throw .badDescription("the server's description has no fingerprint of SHA-2") }
        self.fingerprint = fingerprint

        let candidates = (parsed.sections.flatMap(\.attributes) + parsed.attributes)
            .all("candidate").compactMap(Candidate.init)
        var seen: Set<SocketAddress> = []
        addresses = candidates.sorted { $0.priority > $1.priority }.map(\.address)
            .filter { seen.insert($0).inserted }
        guard !addresses.isEmpty else {
            throw .badDescription(
                "the server's description has no UDP candidate with an address to send to")
        }
        streams = sections.compactMap(Self.stream)
    }

    private static func stream(of section: MediaSection) -> Stream? {
        let codec = section.codecs.first { $0.name.lowercased() != "rtx" }
        guard let codec, section.direction != .inactive else { return nil }
        var stream = Stream(isVideo: section.kind == .video, payloadType: codec.payloadType)
        for element in section.headerExtensions.map(\.0) {
            guard let kind = ExtensionKind(uri: element.uri) else { continue }
            stream.extensions.map(element.id, to: kind)
        }
        return stream
    }

    /// `candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host`, as far as it is UDP of component 1.
    private struct Candidate {
        let priority: UInt32
        let address: SocketAddress

        init?(_ attribute: SDPAttribute) {
            let words = attribute.words
            guard words.count >= 6, words[1] == "1", words[2].lowercased() == "udp",
                let priority = UInt32(words[3]), let port = UInt16(words[5]), port > 0,
                let address = SocketAddress(String(words[4]), defaultPort: port)
            else { return nil }
            self.priority = priority
            self.address = address.withPort(port)
        }
    }
}
