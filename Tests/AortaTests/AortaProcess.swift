import Foundation

/// `aorta` as a process of its own.
final class AortaProcess: Sendable {
    private let process: Process
    private let output: AsyncStream<String>
    private let errors: AsyncStream<String>
    private let ended: AsyncStream<Int32>

    /// The program beside the test bundle, as SwiftPM builds both.
    private static var program: URL {
        let bundle = URL(filePath: CommandLine.arguments[0])
        return bundle.deletingLastPathComponent().appending(path: "aorta")
    }

    init(_ arguments: [String]) throws {
        process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        output = Self.lines(of: process, \.standardOutput)
        errors = Self.lines(of: process, \.standardError)
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        self.ended = ended
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// The first line on standard output of which `isWanted` is true.
    func line(_ isWanted: (String) -> Bool) async -> String? {
        for await line in output where isWanted(line) { return line }
        return nil
    }

    /// The same of standard error.
    func errorLine(_ isWanted: (String) -> Bool) async -> String? {
        for await line in errors where isWanted(line) { return line }
        return nil
    }

    func exitStatus() async -> Int32? {
        for await status in ended { return status }
        return nil
    }

    /// Asks it to stop.
    func stop() async -> Int32? {
        process.terminate()
        return await exitStatus()
    }

    /// The body of an answer.
    static func curl(_ url: String, headers: [String] = []) async throws -> String {
        let curl = Process()
        let pipe = Pipe()
        curl.executableURL = URL(filePath: "/usr/bin/env")
        curl.arguments =
            ["curl", "--silent", "--max-time", "20"] + headers.flatMap { ["-H", $0] } + [url]
        curl.standardOutput = pipe
        try curl.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    private static func lines(
        of process: Process, _ stream: ReferenceWritableKeyPath<Process, Any?>
    ) -> AsyncStream<String> {
        let pipe = Pipe()
        process[keyPath: stream] = pipe
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        Thread.detachNewThread {
            var rest = ""
            while true {
                let data = pipe.fileHandleForReading.availableData
                guard !data.isEmpty else { break }
                rest += String(decoding: data, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    continuation.yield(String(rest[..<end]))
                    rest = String(rest[rest.index(after: end)...])
                }
            }
            if !rest.isEmpty { continuation.yield(rest) }
            continuation.finish()
        }
        return lines
    }
}
