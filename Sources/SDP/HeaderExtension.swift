/// One RTP header extension of a section (RFC 8285 §7).
package struct HeaderExtension: Hashable, Sendable {
    /// 1…14: what fits a one-byte header.
    package let id: UInt8
    package let uri: String

    package init(id: UInt8, uri: String) {
        self.id = id
        self.uri = uri
    }
}

/// The extensions that this server understands, by their registered names.
package enum HeaderExtensionURI {
    package static let mid = "urn:ietf:params:rtp-hdrext:sdes:mid"
    package static let rid = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
    package static let repairedRid = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
    package static let absSendTime =
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
    package static let transportSequence =
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    package static let audioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    package static let absCaptureTime =
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
    package static let dependencyDescriptor =
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"

    /// What an answer to a publishing browser takes, where it is offered. Not the orientation of
    /// a phone: unless it is negotiated the sender turns the picture itself, and every
    /// subscriber sees it upright.
    static let published: Set = [
        mid, rid, repairedRid, absSendTime, transportSequence, audioLevel, absCaptureTime,
        dependencyDescriptor,
    ]

    /// What offers to subscribers carry: the same numbers for as long as a connection lives.
    static func subscribed(_ kind: MediaKind) -> [HeaderExtension] {
        let common = [
            HeaderExtension(id: 1, uri: mid), HeaderExtension(id: 4, uri: absSendTime),
            HeaderExtension(id: 5, uri: transportSequence),
        ]
        return switch kind {
        case .audio:
            common + [
                HeaderExtension(id: 6, uri: audioLevel),
                HeaderExtension(id: 8, uri: absCaptureTime),
            ]
        case .video:
            common + [
                HeaderExtension(id: 8, uri: absCaptureTime),
                HeaderExtension(id: 9, uri: dependencyDescriptor),
            ]
        }
    }
}

extension MediaSection {
    /// What `a=extmap` says, with who may send it; numbers outside 1…14 are passed over.
    package var headerExtensions: [(HeaderExtension, MediaDirection)] {
        var seen: Set<UInt8> = []
        return attributes.all("extmap").compactMap { attribute in
            let words = attribute.words
            guard words.count >= 2 else { return nil }
            let number = words[0].split(separator: "/", maxSplits: 1)
            guard let first = number.first, let id = UInt8(first), (1...14).contains(id),
                seen.insert(id).inserted
            else { return nil }
            let direction = number.count == 2 ? MediaDirection(rawValue: String(number[1])) : nil
            return (HeaderExtension(id: id, uri: String(words[1])), direction ?? .sendrecv)
        }
    }
}
