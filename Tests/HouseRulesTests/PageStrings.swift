import Foundation

/// What stands in a strings file of the pages: an object of strings, lists of strings and objects,
/// as JavaScript writes them.
indirect enum PageStrings: Equatable {
    case text(String)
    case list([String])
    case group([String: PageStrings])

    /// Reads what follows `export default`; `nil` where it is anything else than such an object.
    init?(script: String) {
        guard let start = script.range(of: "export default")?.upperBound else { return nil }
        var reader = Reader(rest: script[start...])
        guard let value = reader.value(), case .group = value else { return nil }
        self = value
    }

    /// Each text and list by its dotted key.
    var leaves: [String: PageStrings] {
        guard case .group(let members) = self else { return [:] }
        return members.reduce(into: [:]) { all, member in
            guard case .group = member.value else { return all[member.key] = member.value }
            for (key, leaf) in member.value.leaves { all["\(member.key).\(key)"] = leaf }
        }
    }

    /// The values that are put in, as `{name}`, and of a list how many entries it has.
    var form: [String] {
        switch self {
        case .text(let words): Self.places(in: words)
        case .list(let entries): ["\(entries.count) entries"] + entries.flatMap(Self.places)
        case .group: []
        }
    }

    private static func places(in words: String) -> [String] {
        words.matches(of: /\{\w+\}/).map { String($0.output) }.sorted()
    }
}

extension PageStrings {
    private struct Reader {
        var rest: Substring

        mutating func value() -> PageStrings? {
            skip()
            switch rest.first {
            case "\"": return quoted().map(PageStrings.text)
            case "[": return list()
            case "{": return group()
            default: return nil
            }
        }

        private mutating func list() -> PageStrings? {
            rest.removeFirst()
            var entries: [String] = []
            while true {
                if take("]") { return .list(entries) }
                guard let entry = quoted() else { return nil }
                entries.append(entry)
                guard take(",") || rest.first == "]" else { return nil }
            }
        }

        private mutating func group() -> PageStrings? {
            rest.removeFirst()
            var members: [String: PageStrings] = [:]
            while true {
                if take("}") { return .group(members) }
                guard let name = name(), take(":"), let value = value() else { return nil }
                guard members.updateValue(value, forKey: name) == nil else { return nil }
                guard take(",") || rest.first == "}" else { return nil }
            }
        }

        private mutating func name() -> String? {
            skip()
            if rest.first == "\"" { return quoted() }
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            rest = rest.dropFirst(word.count)
            return word.isEmpty ? nil : String(word)
        }

        private mutating func quoted() -> String? {
            skip()
            guard rest.first == "\"" else { return nil }
            rest.removeFirst()
            let words = rest.prefix { $0 != "\"" && $0 != "\\" }
            rest = rest.dropFirst(words.count)
            guard rest.first == "\"" else { return nil }  // No escapes: there are better quotes.
            rest.removeFirst()
            return String(words)
        }

        private mutating func take(_ sign: Character) -> Bool {
            skip()
            guard rest.first == sign else { return false }
            rest.removeFirst()
            skip()
            return true
        }

        /// Blanks and comments.
        private mutating func skip() {
            while true {
                rest = rest.drop(while: \.isWhitespace)
                guard rest.hasPrefix("//") else { return }
                rest = rest.drop { !$0.isNewline }
            }
        }
    }
}
