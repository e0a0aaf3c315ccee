import Foundation
import Testing

/// The pages are embedded one by one in `Sources/CPages/pages.c`; a file that is not named there
/// would exist in the repository and be missing from the binary.
@Suite struct PagesTableTests {
    /// `Sources/CPages`, found from this file.
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../Sources/CPages")
        .standardizedFileURL

    /// Paths below `Public/`, with a leading slash.
    static func publicFiles() -> [String] {
        let root = folder.appending(path: "Public").path() + "/"
        let found = FileManager.default.enumerator(atPath: root)?.allObjects ?? []
        return found.compactMap { $0 as? String }
            .filter { relative in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: root + relative, isDirectory: &isFolder)
                return !isFolder.boolValue
            }
            .map { "/" + $0 }
    }

    static func table() throws -> String {
        try String(contentsOf: folder.appending(path: "pages.c"), encoding: .utf8)
    }

    @Test func `every file under Public is embedded and in the table`() throws {
        let files = Self.publicFiles()
        let table = try Self.table()

        #expect(files.count > 6)
        for path in files {
            #expect(table.contains("#embed \"Public\(path)\"\n"), "not embedded: \(path)")
            #expect(table.contains("{\"\(path)\","), "not in the table: \(path)")
        }
    }

    @Test func `the table names no file that is gone`() throws {
        let embedded = try Self.table().matches(of: /#embed "Public([^"]+)"/).map { String($0.1) }

        #expect(Set(embedded) == Set(Self.publicFiles()))
        #expect(embedded.count == Set(embedded).count)
    }

    @Test func `no page carries inline script, inline style or a foreign origin`() throws {
        let root = Self.folder.appending(path: "Public").path()
        for path in Self.publicFiles() {
            let text = try String(contentsOfFile: root + path, encoding: .utf8)
            if path.hasSuffix(".html") {
                #expect(text.firstMatch(of: /<script(?![^>]*\ssrc=)/) == nil, "\(path)")
                #expect(text.firstMatch(of: /<style|\sstyle=|\son[a-z]+=/) == nil, "\(path)")
            }
            let foreign = text.matches(of: /https?:\/\/[^\s"'`)]+/)
                .filter { !$0.0.hasPrefix("http://www.w3.org/") }
            #expect(foreign.isEmpty, "\(path) names \(foreign.map { $0.0 })")
        }
    }
}
