import Foundation
import Recording

/// A key-encryption key's file: readable by the server's account alone, and on the disk before
/// anything is encrypted with it.
enum KeyFile {
    /// Makes a key and writes it where nothing stands.
    static func make(at path: String) throws(StartFailure) -> KeyEncryptionKey {
        let key = KeyEncryptionKey.random()
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StartFailure("\(path) cannot be made: \(reason)") }
        defer { close(descriptor) }
        let text = Array((key.text + "\n").utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0
        else { throw StartFailure("\(path) cannot be written: \(reason)") }
        synchronizeFolder(of: path)
        return key
    }

    /// Puts a successor in the place of `path`, and overwrites what was there.
    static func replace(_ path: String, by successor: String) throws(StartFailure) {
        let old = open(path, O_WRONLY | O_CLOEXEC)
        defer { if old >= 0 { close(old) } }
        guard rename(successor, path) == 0
        else { throw StartFailure("\(path) cannot be replaced: \(reason)") }
        synchronizeFolder(of: path)
        guard old >= 0 else { return }
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 64)
        _ = pwrite(old, zeros, zeros.count, 0)
        fsync(old)
    }

    /// Whether somebody else may read it.
    static func isOpenToOthers(_ path: String) -> Bool {
        var attributes = stat()
        return stat(path, &attributes) == 0 && attributes.st_mode & 0o077 != 0
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func synchronizeFolder(of path: String) {
        let folder = open(
            (path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
