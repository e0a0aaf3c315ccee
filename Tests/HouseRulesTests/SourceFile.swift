import Foundation
import Testing

/// One Swift file of the project, as the house rules look at it.
struct SourceFile: Sendable, CustomTestStringConvertible {
    /// The folder under `Sources` or `Tests`.
    let target: String
    let name: String
    let lines: [Substring]

    /// Modules the file imports, whatever the access or attributes of the import.
    var imports: Set<String> {
        Set(
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place < 3,
                    !line.hasPrefix("//"), words.count > place + 1
                else { return nil }
                return String(words[words.count - 1].prefix { $0 != "." })
            })
    }

    var testDescription: String { "\(target)/\(name)" }

    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    static let sources = all(in: "Sources")
    static let tests = all(in: "Tests")

    private static func all(in folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: base.path())?.compactMap {
            $0 as? String
        }
        return (paths ?? []).filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try? String(contentsOf: base.appending(path: path), encoding: .utf8)
            return SourceFile(
                target: String(path.prefix { $0 != "/" }),
                name: URL(filePath: path).lastPathComponent,
                lines: (text ?? "").split(separator: "\n", omittingEmptySubsequences: false))
        }
    }
}
