import Engine
import Foundation
import Recording

/// From an encrypted file to one in the clear.
enum RecordingExport {
    /// Writes `target`, readable by its owner alone, or nothing.
    ///
    /// - Throws: ``RecordedFileReader/Failure``, or what the disk says.
    static func write(
        _ location: RecordedFileLocation, to target: String
    ) throws -> RecordingEnd {
        let file = try ExportedFile(target)
        var end: RecordingEnd?
        try RecordedFileReader.readAll(location) { piece throws(RecordedFileReader.Failure) in
            do {
                switch piece {
                case .media(let bytes): try file.append(bytes)
                case .patch(let patch): try file.apply(patch)
                case .end(let last): end = last
                }
            } catch {
                throw .disk(errno)
            }
        }
        guard let end else { throw StartFailure("\(target) cannot be written") }
        try file.finish()
        return end
    }
}

/// A file in the clear that is there as a whole, readable by its owner alone, or not at all.
final class ExportedFile {
    private let target: String
    private let unfinished: String
    private let handle: FileHandle

    /// Makes the folder, too.
    init(_ target: String) throws {
        self.target = target
        try FileManager.default.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        unfinished = target + ".part"
        guard
            FileManager.default.createFile(
                atPath: unfinished, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: unfinished)
        else { throw StartFailure("\(unfinished) cannot be written") }
        self.handle = handle
    }

    deinit {
        try? handle.close()
        try? FileManager.default.removeItem(atPath: unfinished)
    }

    func append(_ bytes: [UInt8]) throws {
        try handle.seekToEnd()
        try handle.write(contentsOf: bytes)
    }

    func apply(_ patch: RecordingPatch) throws {
        try handle.seek(toOffset: UInt64(clamping: patch.offset))
        try handle.write(contentsOf: patch.bytes)
    }

    /// Waits for the disk, and gives it its name.
    func finish() throws {
        try handle.synchronize()
        guard rename(unfinished, target) == 0
        else { throw StartFailure("\(target) cannot be written") }
    }
}
