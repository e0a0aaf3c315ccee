/// One RTP stream that the other side announces by number.
package struct SignalledStream: Equatable, Sendable {
    package let ssrc: UInt32
    /// The stream of its retransmissions (RFC 4588 §8.3), where a FID group names one.
    package let rtxSSRC: UInt32?
}

/// Which media stream and track a section belongs to (RFC 8830).
package struct MediaStreamID: Hashable, Sendable {
    package let stream: String
    package let track: String

    package init(stream: String, track: String) {
        self.stream = stream
        self.track = track
    }
}

extension MediaSection {
    /// More layers than this no browser sends (libwebrtc's limit).
    static let layerLimit = 3
    /// Announced streams of one section: a layer each, and room for odd clients.
    static let streamLimit = 8

    /// The streams of `a=ssrc` in their order, each with its retransmissions; streams of
    /// retransmission and forward error correction are not listed on their own.
    package var signalledStreams: [SignalledStream] {
        var secondary: Set<UInt32> = []
        var repairs: [UInt32: UInt32] = [:]
        for group in attributes.all("ssrc-group").map(\.words) where group.count >= 3 {
            guard let first = UInt32(group[1]), let second = UInt32(group[2]) else { continue }
            if group[0] == "FID" { repairs[first] = second }
            if group[0] != "SIM" { secondary.insert(second) }
        }
        var seen: Set<UInt32> = []
        let primary = attributes.all("ssrc").compactMap { $0.words.first.flatMap { UInt32($0) } }
            .filter { !secondary.contains($0) && seen.insert($0).inserted }
        return primary.prefix(Self.streamLimit).map {
            SignalledStream(ssrc: $0, rtxSSRC: repairs[$0])
        }
    }

    /// The canonical name that ties sound and picture of one person together (RFC 3550 §6.5.1).
    package var cname: String? {
        for attribute in attributes.all("ssrc") {
            let words = attribute.value.split(separator: " ", maxSplits: 1)
            if words.count == 2, words[1].hasPrefix("cname:") {
                return String(words[1].dropFirst(6))
            }
        }
        return nil
    }

    /// From `a=msid:stream track`; `-` stands for no stream.
    package var mediaStreamID: MediaStreamID? {
        guard let words = attributes.all("msid").first?.words, let stream = words.first,
            stream.utf8.count <= 128
        else { return nil }
        let track = words.count > 1 && words[1].utf8.count <= 128 ? String(words[1]) : ""
        return MediaStreamID(stream: String(stream), track: track)
    }

    /// The rids the other side wants to send as simulcast (RFC 8853 §5.1), in its order: of
    /// alternatives the first, paused or not; only rids that `a=rid` declares and that may use
    /// `payloadType`.
    func simulcastRids(payloadType: UInt8) -> [String] {
        let words = attributes.all("simulcast").first?.words ?? []
        guard let send = words.firstIndex(of: "send"), send + 1 < words.count else { return [] }
        let declared = declaredRids(payloadType: payloadType)
        var rids: [String] = []
        for layer in words[send + 1].split(separator: ";") {
            let first = layer.split(separator: ",").first ?? ""
            let rid = String(first.hasPrefix("~") ? first.dropFirst() : first)
            guard declared.contains(rid), !rids.contains(rid) else { continue }
            rids.append(rid)
            if rids.count == Self.layerLimit { break }
        }
        return rids
    }

    /// `a=rid:h send` or `a=rid:h send pt=96,97;max-width=1280` (RFC 8851 §4).
    private func declaredRids(payloadType: UInt8) -> Set<String> {
        var rids: Set<String> = []
        for words in attributes.all("rid").map(\.words) where words.count >= 2 {
            guard words[1] == "send", (1...16).contains(words[0].utf8.count),
                words[0].utf8.allSatisfy(\.isToken)
            else { continue }
            let restrictions = words.dropFirst(2).joined().split(separator: ";")
            if let allowed = restrictions.first(where: { $0.hasPrefix("pt=") }),
                !allowed.dropFirst(3).split(separator: ",").contains("\(payloadType)")
            {
                continue
            }
            rids.insert(String(words[0]))
        }
        return rids
    }
}
