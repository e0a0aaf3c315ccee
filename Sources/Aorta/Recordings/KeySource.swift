import Foundation
import Recording

/// Where the key-encryption key of recordings is found: a file, a variable of the environment, or
/// what a command prints. Each holds 64 hexadecimal digits.
enum KeySource: Sendable, Equatable {
    case file(String)
    case environment(String)
    case command(String)

    /// How long a command may take.
    private static let commandLimit = 10.0
    static let expected = "file:PATH, environment:NAME or command:COMMAND LINE"

    /// - Parameter text: as `recordings.key` has it.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "file": self = .file(String(parts[1]))
        case "environment": self = .environment(String(parts[1]))
        case "command": self = .command(String(parts[1]))
        default: return nil
        }
    }

    /// Without a word of what the key is.
    var description: String {
        switch self {
        case .file(let path): path
        case .environment(let name): "environment variable \(name)"
        case .command: "the command of recordings.key"
        }
    }

    /// Where a key file's successor stands while keys are rewrapped.
    static func successor(of path: String) -> String { path + ".new" }

    /// Every key that is there: the one, and while keys are rewrapped the file's successor.
    ///
    /// - Throws: ``StartFailure`` for what is there and is no key. Nothing there is no failure.
    func keys() throws(StartFailure) -> [KeyEncryptionKey] {
        switch self {
        case .file(let path):
            var keys: [KeyEncryptionKey] = []
            for path in [path, Self.successor(of: path)] {
                guard let contents = FileManager.default.contents(atPath: path) else { continue }
                keys.append(try Self.key(String(decoding: contents, as: UTF8.self), in: path))
            }
            return keys
        case .environment(let name):
            guard let text = ProcessInfo.processInfo.environment[name] else { return [] }
            return [try Self.key(text, in: description)]
        case .command(let line):
            return [try Self.key(try Self.output(of: line), in: description)]
        }
    }

    private static func key(
        _ text: String, in place: String
    ) throws(StartFailure) -> KeyEncryptionKey {
        let digits = text.filter { !$0.isWhitespace }.map { $0.hexDigitValue }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            digits[index].flatMap { high in digits[index + 1].map { UInt8(high << 4 | $0) } }
        }
        guard digits.count == 64, let key = KeyEncryptionKey(bytes: bytes) else {
            throw StartFailure(
                "\(place) holds no key of recordings: 64 hexadecimal digits are expected, "
                    + "as `openssl rand -hex 32` makes them")
        }
        return key
    }

    private static func output(of line: String) throws(StartFailure) -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        let failure = StartFailure(
            "the command of recordings.key failed: it has to print the key and exit with 0 "
                + "within \(Int(commandLimit)) seconds")
        do {
            try process.run()
            let limit = DispatchWorkItem { process.terminate() }
            DispatchQueue.global().asyncAfter(deadline: .now() + commandLimit, execute: limit)
            let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            limit.cancel()
            guard process.terminationStatus == 0 else { throw failure }
            return String(decoding: output.prefix(4096), as: UTF8.self)
        } catch {
            throw failure
        }
    }
}
