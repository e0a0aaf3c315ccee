import Foundation
import Testing

/// Words are looked up while a page runs, where a missing one would be seen by a patient first.
@Suite struct PageStringsTests {
    private static let folder = PagesTableTests.folder.appending(path: "Public")

    @Test func `every language has the same keys, with the same values to put in`() throws {
        let english = try Self.strings("en").leaves.mapValues(\.form)
        let languages = try FileManager.default.contentsOfDirectory(
            atPath: Self.folder.appending(path: "static/strings").path())

        #expect(languages.count >= 2)
        for language in languages {
            let other = try Self.strings(String(language.dropLast(3))).leaves.mapValues(\.form)
            for key in Set(english.keys).union(other.keys).sorted() {
                #expect(english[key] == other[key], "\(language): \(key)")
            }
        }
    }

    /// Who agreed to be recorded agreed to words, which must be found again by their version.
    @Test func `the words of a consent are kept under their version, in every language`() throws {
        let archive = try JSONDecoder().decode(
            [String: [String: String]].self,
            from: Data(
                contentsOf: SourceFile.root.appending(path: "Config/consent-texts.json")))

        for language in ["en", "de"] {
            let strings = try Self.strings(language).leaves
            func text(_ key: String) -> String? {
                if case .text(let words) = strings["recording." + key] { words } else { nil }
            }
            let version = try #require(text("textVersion"))
            let words = try #require(text("heading")) + "\n" + #require(text("text"))
            #expect(
                archive[version]?[language] == words,
                "add a new version to Config/consent-texts.json, and to both languages")
        }
    }

    @Test func `every key that a page uses stands there, as a text or a list as it is used`()
        throws
    {
        let leaves = try Self.strings("en").leaves
        for (file, contents) in try Self.pages() {
            for use in Self.uses(in: contents) {
                // Where a part is put in, one of those that it can be must be of the kind.
                var found = leaves.filter { use.matches($0.key) }.map(\.value.isText)
                if let list = use.entry, leaves[list] != nil { found.append(true) }
                switch use.kind {
                case .text: #expect(found.contains(true), "\(file): no text \(use.key)")
                case .list: #expect(found.contains(false), "\(file): no list \(use.key)")
                case .any: #expect(!found.isEmpty, "\(file): nothing at \(use.key)")
                }
            }
        }
    }

    private static func strings(_ language: String) throws -> PageStrings {
        let file = folder.appending(path: "static/strings/\(language).js")
        return try #require(PageStrings(script: String(contentsOf: file, encoding: .utf8)))
    }

    private static func pages() throws -> [(String, String)] {
        let paths = FileManager.default.enumerator(atPath: folder.path())?.compactMap {
            $0 as? String
        }
        return try (paths ?? []).filter {
            ($0.hasSuffix(".js") || $0.hasSuffix(".html")) && !$0.contains("strings/")
        }.map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
    }

    private static func uses(in contents: String) -> [KeyUse] {
        let attributes = contents.matches(of: /data-(?:text|label|placeholder)="([\w.-]+)"/)
            .map { KeyUse(key: String($0.1), kind: .text) }
        let texts = contents.matches(of: /\btext\(["`]([\w.\-${}]+)["`]/)
            .map { KeyUse(key: String($0.1), kind: .text) }
        let lists = contents.matches(of: /\btexts\(["`]([\w.\-${}]+)["`]/)
            .map { KeyUse(key: String($0.1), kind: .list) }
        let others = contents.matches(of: /[?:(] ?["`]([a-z]\w*(?:\.[\w\-${}]+)+)["`]/)
            .map { KeyUse(key: String($0.1), kind: .any) }
            .filter { use in groups.contains { use.key.hasPrefix($0 + ".") } }
        return attributes + texts + lists + others
    }

    /// What a key begins with where it isn't told by the call around it.
    private static let groups = [
        "appointments", "call", "chat", "consultation", "devices", "error", "recording",
        "recordings", "refusals", "report", "signIn",
    ]
}

/// A key in a page, whose parts may be put in while it runs.
private struct KeyUse {
    enum Kind { case text, list, any }

    let key: String
    let kind: Kind

    /// The list that the key names one entry of: `error.any.1`.
    var entry: String? {
        guard let dot = key.lastIndex(of: "."), Int(key[key.index(after: dot)...]) != nil
        else { return nil }
        return String(key[..<dot])
    }

    func matches(_ full: String) -> Bool {
        let own = key.replacing(/\$\{[^}]*\}/, with: "${}").split(separator: ".")
        let parts = full.split(separator: ".")
        guard own.count == parts.count else { return false }
        return zip(own, parts).allSatisfy { $0.contains("${") || $0 == $1 }
    }
}

extension PageStrings {
    fileprivate var isText: Bool {
        if case .text = self { true } else { false }
    }
}
