/// One payload type as the other side describes it.
package struct OfferedCodec: Equatable, Sendable {
    package let payloadType: UInt8
    package let name: String
    package let clockRate: Int
    /// 1 where the other side does not say.
    package let channels: Int
    /// The text after the payload type of `a=fmtp`, as it stands.
    package let formatParameters: String
    /// The texts of `a=rtcp-fb` for this payload type, such as `nack pli`.
    package let feedback: [String]

    /// The value of one format parameter (`apt`, `profile-id`, …).
    package func parameter(_ name: String) -> String? {
        for pair in formatParameters.split(separator: ";") {
            let sides = pair.split(separator: "=", maxSplits: 1).map(trimmed)
            if sides.count == 2, sides[0].lowercased() == name { return sides[1] }
        }
        return nil
    }
}

extension MediaSection {
    /// The section's payload types that have an `a=rtpmap`, in the m-line's order
    /// (RFC 8866 §6.6).
    package var codecs: [OfferedCodec] {
        let maps = textByPayloadType("rtpmap")
        let parameters = textByPayloadType("fmtp")
        let feedback = attributes.all("rtcp-fb").map(splitOffPayloadType)
        return formats.compactMap { format in
            guard let payloadType = UInt8(format), payloadType < 128,
                let encoding = maps[format]?.split(separator: "/"), encoding.count >= 2,
                let clockRate = UInt32(encoding[1])
            else { return nil }
            return OfferedCodec(
                payloadType: payloadType, name: String(encoding[0]), clockRate: Int(clockRate),
                channels: encoding.count > 2 ? Int(UInt8(encoding[2]) ?? 1) : 1,
                formatParameters: parameters[format] ?? "",
                feedback: feedback.filter { $0.0 == format || $0.0 == "*" }.map(\.1))
        }
    }

    private func textByPayloadType(_ attribute: String) -> [String: String] {
        Dictionary(attributes.all(attribute).map(splitOffPayloadType)) { first, _ in first }
    }

    /// `96 VP8/90000` → (`96`, `VP8/90000`).
    private func splitOffPayloadType(_ attribute: SDPAttribute) -> (String, String) {
        let sides = attribute.value.split(separator: " ", maxSplits: 1).map(trimmed)
        return sides.count == 2 ? (sides[0], sides[1]) : ("", "")
    }
}

private func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
}
