import Foundation
import Testing

/// Runs ffprobe and ffmpeg on a file in the making.
enum MediaTool {
    struct Failure: Error { let text: String }

    /// One packet as ffprobe lists it.
    struct Packet: Equatable {
        let stream: Int
        /// Seconds.
        let time: Double
        let isKeyframe: Bool
    }

    struct Stream: Equatable {
        let codec: String
        let width: Int?
        let height: Int?
    }

    static func streams(of file: [UInt8]) throws -> [Stream] {
        let text = try run(
            "ffprobe",
            ["-v", "error", "-show_entries", "stream=codec_name,width,height"]
                + ["-of", "compact=p=0"], file)
        return text.split(separator: "\n").map { line in
            let fields = fields(of: line)
            return Stream(
                codec: fields["codec_name"] ?? "", width: fields["width"].flatMap { Int($0) },
                height: fields["height"].flatMap { Int($0) })
        }
    }

    /// Seconds.
    static func duration(of file: [UInt8]) throws -> Double {
        let text = try run(
            "ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"], file)
        return try #require(Double(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    static func packets(of file: [UInt8]) throws -> [Packet] {
        let text = try run(
            "ffprobe",
            ["-v", "error", "-show_entries", "packet=stream_index,pts_time,flags"]
                + ["-of", "compact=p=0"], file)
        return text.split(separator: "\n").compactMap { line in
            let fields = fields(of: line)
            guard let stream = fields["stream_index"].flatMap({ Int($0) }),
                let time = fields["pts_time"].flatMap({ Double($0) })
            else { return nil }
            return Packet(
                stream: stream, time: time, isKeyframe: fields["flags"]?.hasPrefix("K") == true)
        }
    }

    /// Decodes everything; whatever ffmpeg complains of comes back.
    static func decodingErrors(of file: [UInt8]) throws -> String {
        try run("ffmpeg", ["-v", "error", "-xerror", "-i"], file, ["-f", "null", "-"])
    }

    private static func fields(of line: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in line.split(separator: "|") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        return fields
    }

    /// Both outputs of the tool; throws where it is not installed.
    private static func run(
        _ tool: String, _ arguments: [String], _ file: [UInt8], _ rest: [String] = []
    ) throws -> String {
        let folder = FileManager.default.temporaryDirectory
        let url = folder.appending(path: "recording-\(UUID().uuidString).webm")
        try Data(file).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(tool)")
        process.arguments = arguments + [url.path()] + rest
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch {
            throw Failure(text: "\(tool) must be installed for these tests: \(error)")
        }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
