/// Why a session description cannot be used.
///
/// The cases name the section by its mid, or by its place (0 is the first), and what it said, so
/// that who wrote the other side can mend it. None holds an address or a secret.
package enum SDPError: Error, Equatable, Sendable {
    // The text itself; the limits are those of ``SessionDescription/Limit``.
    case tooLong(byteCount: Int)
    case tooManyLines
    case tooManySections
    case tooManyCandidates
    case tooManyFormats(section: Int)
    case noVersionLine
    case malformedMediaLine(section: Int)

    // Sections and how they are bundled.
    case noMid(section: Int)
    case malformedMid(section: Int)
    case duplicateMid(String)
    case unsupportedProtocol(mid: String, String)
    case unsupportedKind(mid: String, String)
    case notBundled(mid: String)
    case noRTCPMux(mid: String)
    case noKnownCodec(mid: String, offered: [String])
    /// The offer wants to receive what its publisher does not send.
    case notPublished(mid: String)
    case sendsOnly(mid: String)
    /// No section is left that could carry media, for the reasons given for each.
    case nothingUsable([SDPError])

    // The transport.
    case noICECredentials
    case malformedICECredentials
    case remoteIsLite
    case noFingerprint
    case unsupportedFingerprint(algorithm: String)
    case malformedFingerprint
    /// The server only ever waits for the DTLS handshake; the browser has to begin it.
    case wrongSetup(String)

    /// A fragment for trickle ICE lacks what says whose it is (RFC 8840 §4.4).
    case fragmentWithoutCredentials

    // An answer to our offer.
    case wrongSectionCount(offered: Int, answered: Int)
    case wrongMid(offered: String, answered: String)
}

extension SDPError: CustomStringConvertible {
    /// A sentence for the developer of the other side.
    package var description: String {
        switch self {
        case .tooLong(let byteCount):
            "\(byteCount) bytes of SDP; at most \(SessionDescription.Limit.bytes) are read"
        case .tooManyLines: "more than \(SessionDescription.Limit.lines) lines of SDP"
        case .tooManySections: "more than \(SessionDescription.Limit.sections) m-lines"
        case .tooManyCandidates: "more than \(SessionDescription.Limit.candidates) candidates"
        case .tooManyFormats(let section): "m-line \(section) lists too many payload types"
        case .noVersionLine: "the SDP does not begin with v=0"
        case .malformedMediaLine(let section): "m-line \(section) is malformed"
        case .noMid(let section): "m-line \(section) has no a=mid"
        case .malformedMid(let section): "the a=mid of m-line \(section) is no token of 1…16 bytes"
        case .duplicateMid(let mid): "two m-lines have the mid \(mid)"
        case .unsupportedProtocol(let mid, let name): "mid \(mid): protocol \(name), want SAVPF"
        case .unsupportedKind(let mid, let kind): "mid \(mid): \(kind) is neither audio nor video"
        case .notBundled(let mid): "mid \(mid) is not in a=group:BUNDLE"
        case .noRTCPMux(let mid): "mid \(mid) lacks a=rtcp-mux"
        case .noKnownCodec(let mid, let offered):
            "mid \(mid): none of the codecs \(offered.joined(separator: ", ")) is supported"
        case .notPublished(let mid): "mid \(mid): the publisher sends no such stream"
        case .sendsOnly(let mid): "mid \(mid): the offer does not want to receive"
        case .nothingUsable(let reasons):
            "no m-line is usable: \(reasons.map(\.description).joined(separator: "; "))"
        case .noICECredentials: "a=ice-ufrag or a=ice-pwd is missing"
        case .malformedICECredentials: "a=ice-ufrag is shorter than 4 or a=ice-pwd than 22"
        case .remoteIsLite: "a=ice-lite: one side has to be a full ICE agent"
        case .noFingerprint: "a=fingerprint is missing"
        case .unsupportedFingerprint(let algorithm): "fingerprint of \(algorithm), want sha-256"
        case .malformedFingerprint: "a=fingerprint is not 32 pairs of hexadecimal digits"
        case .wrongSetup(let role): "a=setup:\(role); want actpass or active"
        case .fragmentWithoutCredentials: "the fragment lacks a=ice-ufrag or a=ice-pwd"
        case .wrongSectionCount(let offered, let answered):
            "\(answered) m-lines in the answer to an offer of \(offered)"
        case .wrongMid(let offered, let answered):
            "mid \(answered) in the answer where \(offered) was offered"
        }
    }
}
