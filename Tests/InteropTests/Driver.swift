import Foundation

/// One of `Drivers/`: a Python program that starts a server of its own, holds a call through it
/// and exits with 0 when all that it looked for was there.
struct Driver {
    let name: String
    let arguments: [String]
    let limit: Duration

    init(_ name: String, _ arguments: String..., limit: Duration) {
        self.name = name
        self.arguments = arguments
        self.limit = limit
    }

    /// What is wrong, in words for the one who runs the tests.
    enum Failure: Error, CustomStringConvertible {
        case missing(String)
        case ended(driver: String, status: Int32, output: String)

        /// `timeout` exits with this when the limit passed.
        private static let limitPassed: Int32 = 124

        var description: String {
            switch self {
            case .missing(let tool):
                "\(tool) is missing: run Tests/install-tools.sh, and `swift build`, first"
            case .ended(let driver, Self.limitPassed, let output):
                "\(driver) was not done within its time:\n\(output)"
            case .ended(let driver, let status, let output):
                "\(driver) ended with \(status):\n\(output)"
            }
        }
    }

    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    private static let drivers = root.appending(path: "Tests/InteropTests/Drivers").path()
    private static let python = root.appending(path: ".build-tools/venv/bin/python").path()
    /// Beside the test binary: the build that is being tested.
    private static let aorta =
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "aorta").path()

    /// Runs it to its end and prints what it measured.
    func run() async throws {
        for tool in [Self.python, Self.aorta]
        where !FileManager.default.isExecutableFile(atPath: tool) {
            throw Failure.missing(tool)
        }
        let log = FileManager.default.temporaryDirectory
            .appending(path: "aorta-\(name)-\(UUID().uuidString).log")
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        let status = try await status(writingTo: FileHandle(forWritingTo: log))
        let output = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        guard status == 0 else {
            throw Failure.ended(driver: name, status: status, output: output)
        }
        print(([name] + arguments).joined(separator: " ") + ":\n" + output, terminator: "")
    }

    /// `timeout` ends the driver with all that it started, not the driver alone.
    private func status(writingTo log: FileHandle) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments =
            ["--kill-after=10", "\(limit.components.seconds)", Self.python, "\(name).py"]
            + arguments
        process.currentDirectoryURL = URL(filePath: Self.drivers)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["AORTA": Self.aorta, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
