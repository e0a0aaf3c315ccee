import Foundation
import Testing

/// The rules of `Sources/README.md` that a machine can check every day.
@Suite struct HouseRulesTests {
    /// Targets that must not touch the world: no sockets, clocks, files, locks or threads.
    static let cores: Set = [
        "Wire", "STUN", "ICE", "TURN", "RTP", "SDP", "Congestion", "SFU", "Recording",
        "Composition", "Clinic",
    ]
    static let worldly: Set = [
        "Foundation", "FoundationEssentials", "Dispatch", "Glibc", "NIOCore", "Synchronization",
    ]
    /// Below `Signaling` nothing knows persons.
    static let mediaTargets: Set = [
        "Wire", "STUN", "ICE", "TURN", "RTP", "SDP", "DTLSSRTP", "Congestion", "SFU",
        "Recording", "Composition", "Engine",
    ]
    static let emptyWords = ["Manager", "Helper", "Util", "Common", "Misc", "Impl"]

    @Test(arguments: SourceFile.sources.filter { cores.contains($0.target) })
    func `cores import nothing worldly`(file: SourceFile) {
        #expect(file.imports.isDisjoint(with: Self.worldly))
    }

    @Test(arguments: SourceFile.sources.filter { mediaTargets.contains($0.target) })
    func `the media plane knows no people`(file: SourceFile) {
        #expect(file.imports.isDisjoint(with: ["Clinic", "Signaling", "Storage"]))
    }

    @Test(arguments: SourceFile.sources)
    func `OpenSSL is reached by DTLSSRTP and the certificate's maker alone`(file: SourceFile) {
        guard file.imports.contains("COpenSSL") else { return }
        #expect(["DTLSSRTP", "Aorta"].contains(file.target))
    }

    @Test(arguments: SourceFile.sources)
    func `a file stays under 400 lines and says what it holds`(file: SourceFile) {
        #expect(file.lines.count <= 401)
        #expect(!Self.emptyWords.contains { file.name.contains($0) })
    }

    @Test(arguments: SourceFile.tests)
    func `a test file stays under 600 lines`(file: SourceFile) {
        #expect(file.lines.count <= 601)
    }

    @Test(arguments: SourceFile.sources)
    func `nothing is left to do`(file: SourceFile) {
        let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        let found = file.lines.filter { line in unfinished.contains { line.contains($0) } }
        #expect(found.isEmpty)
    }

    @Test(arguments: SourceFile.sources)
    func `what escapes the compiler's checks gives its reason`(file: SourceFile) {
        let escapes = ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "fatalError("]
        for (index, line) in file.lines.enumerated() {
            guard !line.drop(while: { $0 == " " }).hasPrefix("//"),
                escapes.contains(where: { line.contains($0) })
            else { continue }
            let isExplained =
                line.contains("//")
                || (index > 0 && file.lines[index - 1].drop { $0 == " " }.hasPrefix("//"))
            #expect(isExplained, "\(file.testDescription):\(index + 1): \(line)")
        }
    }

    @Test(arguments: SourceFile.sources)
    func `a type that another target can use says what it is`(file: SourceFile) {
        let kinds: Set<Substring> = ["struct", "enum", "class", "actor", "protocol"]
        let undocumented = file.lines.indices.filter { index in
            let words = file.lines[index].split(separator: " ").prefix { $0 != "func" }
            return words.first == "package" && words.contains(where: kinds.contains)
                && !isDocumented(index, in: file.lines)
        }
        let places = undocumented.map { "\($0 + 1): \(file.lines[$0])" }
        #expect(places.isEmpty)
    }

    private func isDocumented(_ index: Int, in lines: [Substring]) -> Bool {
        var above = index - 1
        while above >= 0 {
            let line = lines[above].drop { $0 == " " }
            if line.hasPrefix("///") { return true }
            guard line.hasPrefix("@") || line.hasPrefix("#") else { return false }
            above -= 1
        }
        return false
    }
}
