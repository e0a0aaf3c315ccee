import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Aorta

@Suite(.timeLimit(.minutes(1))) struct ReplaceableFilesTests {
    private struct Mismatch: Error {}

    /// Two files that belong together when they say the same.
    private final class Pair: Sendable {
        let paths: [String]
        let readings: AsyncStream<String>
        private let continuation: AsyncStream<String>.Continuation

        init(_ text: String) throws {
            let base = FileManager.default.temporaryDirectory.path + "/aorta-" + UUID().uuidString
            paths = [base + ".certificate", base + ".key"]
            (readings, continuation) = AsyncStream.makeStream(of: String.self)
            try write(text, to: 0)
            try write(text, to: 1)
        }

        deinit {
            for path in paths { try? FileManager.default.removeItem(atPath: path) }
        }

        func write(_ text: String, to index: Int) throws {
            try text.write(toFile: paths[index], atomically: true, encoding: .utf8)
        }

        func read() throws {
            let texts = try paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
            guard texts[0] == texts[1] else { throw Mismatch() }
            continuation.yield(texts[0])
        }

        func files() -> ReplaceableFiles { ReplaceableFiles(paths) { try self.read() } }
    }

    @Test func `what nobody touched is not read again, but when asked to`() throws {
        let files = try Pair("old").files()

        #expect(files.readIfReplaced() == .unchanged)
        #expect(files.read() == .read)
        #expect(files.readIfReplaced() == .unchanged)
    }

    @Test func `files replaced one after the other are read once both are there`() throws {
        let pair = try Pair("old")
        let files = pair.files()
        try pair.write("new", to: 0)

        #expect(files.readIfReplaced() == .failed)
        #expect(files.readIfReplaced() == .failedAgain)
        try pair.write("new", to: 1)
        #expect(files.readIfReplaced() == .read)
        #expect(files.readIfReplaced() == .unchanged)
    }

    @Test func `a file that is gone for a while does no harm`() throws {
        let pair = try Pair("old")
        let files = pair.files()
        try FileManager.default.removeItem(atPath: pair.paths[1])

        #expect(files.readIfReplaced() == .failed)
        #expect(files.read() == .failedAgain)
        try pair.write("old", to: 1)
        #expect(files.readIfReplaced() == .read)
    }

    @Test func `the server notices by itself`() async throws {
        let pair = try Pair("old")
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let reload = CertificateReload(pair.files(), every: .milliseconds(5), logger: logger)
        let group = ServiceGroup(configuration: .init(services: [reload], logger: logger))
        async let running: Void = group.run()
        try pair.write("new", to: 0)
        try pair.write("new", to: 1)

        #expect(await pair.readings.first { _ in true } == "new")
        await group.triggerGracefulShutdown()
        try await running
    }
}
