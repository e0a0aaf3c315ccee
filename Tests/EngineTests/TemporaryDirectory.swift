import Engine
import Foundation
import Recording

/// A directory that goes when the test does.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "aorta-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path(percentEncoded: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Paths of all files, below the directory.
    var files: Set<String> {
        let all = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return Set(all.filter { $0.contains(".") })
    }

    func contents(_ file: String) -> [UInt8] {
        (FileManager.default.contents(atPath: path + "/" + file)).map(Array.init) ?? []
    }

    /// The container in an encrypted file of a recording.
    func decrypted(_ file: String, key: RecordingDataKey = RecordedSound.key) throws -> [UInt8] {
        let reader = try RecordedFileReader(
            RecordedFileLocation(in: path, path: file, key: key))
        return try reader.read(0..<reader.byteCount)
    }

    func permissions(_ file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + file)[.posixPermissions]
            as? Int
    }

    /// Puts a file where a folder should go.
    func obstruct(_ name: String) {
        _ = FileManager.default.createFile(atPath: path + "/" + name, contents: nil)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
    }
}
