/// Reads lines into a session description.
///
/// Lines may end in CR LF, LF or CR; control characters elsewhere are dropped, so no value read
/// here can ever begin a line of its own when it is written again.
struct SDPParser {
    private(set) var version: UInt64 = 0
    private(set) var sessionAttributes: [SDPAttribute] = []
    private(set) var sections: [MediaSection] = []
    private var lineCount = 0
    private var candidateCount = 0

    mutating func read(_ text: String) throws(SDPError) {
        guard text.utf8.count <= SessionDescription.Limit.bytes
        else { throw .tooLong(byteCount: text.utf8.count) }
        let lines = text.utf8.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        guard lines.count <= SessionDescription.Limit.lines else { throw .tooManyLines }
        for line in lines {
            let printable = line.filter { $0 >= 0x20 && $0 != 0x7F }
            try read(line: String(decoding: printable, as: UTF8.self))
        }
        guard lineCount > 0 else { throw .noVersionLine }
    }

    private mutating func read(line: String) throws(SDPError) {
        if lineCount == 0, !line.hasPrefix("v=0") { throw .noVersionLine }
        lineCount += 1
        let value = line.dropFirst(2)
        switch line.prefix(2) {
        case "o=":
            let words = value.split(separator: " ")
            if words.count > 2 { version = UInt64(words[2]) ?? 0 }
        case "m=":
            guard sections.count < SessionDescription.Limit.sections else { throw .tooManySections }
            sections.append(try MediaSection(mediaLine: value, index: sections.count))
        case "a=":
            try read(attribute: value)
        default:
            break
        }
    }

    private mutating func read(attribute: Substring) throws(SDPError) {
        let colon = attribute.firstIndex(of: ":")
        let parsed = SDPAttribute(
            name: String(attribute[..<(colon ?? attribute.endIndex)]),
            value: colon.map { String(attribute[attribute.index(after: $0)...]) } ?? "")
        if parsed.name == "candidate" {
            candidateCount += 1
            guard candidateCount <= SessionDescription.Limit.candidates
            else { throw .tooManyCandidates }
        }
        if sections.isEmpty {
            sessionAttributes.append(parsed)
        } else {
            sections[sections.count - 1].attributes.append(parsed)
        }
    }
}
