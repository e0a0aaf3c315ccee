import Clinic
import Foundation
import Glibc
import Synchronization

/// The secret that signs the tokens of tools: `DATA/tool-secret`, made by whoever needs it first.
///
/// Read anew whenever the file has changed, so that a new secret revokes at once what the former
/// one has signed, in a server that runs as well.
final class ToolSecret: Sendable {
    private static let name = "tool-secret"

    /// What tells whether the file is still the same.
    private struct Stamp: Equatable {
        let inode: UInt
        let seconds: Int
        let nanoseconds: Int
    }

    private struct State {
        var stamp: Stamp?
        var key: ToolTokenKey?
    }

    private let path: String
    private let state = Mutex(State())

    /// - Parameter folder: the data folder; made if it is not there.
    /// - Throws: ``StartFailure`` where there is no secret and none can be written.
    init(folder: String) throws {
        path = folder + "/" + Self.name
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartFailure("the data folder \(folder) cannot be used: \(error)")
        }
        if access(path, F_OK) != 0 { try write(replacing: false) }
        guard key != nil else {
            throw StartFailure(
                "\(path) holds no secret that can be read: remove it, and one is made")
        }
    }

    /// The key as of now; `nil` where the file has gone or cannot be read: no token is good then.
    var key: ToolTokenKey? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let stamp = Stamp(
            inode: UInt(status.st_ino), seconds: Int(status.st_mtim.tv_sec),
            nanoseconds: Int(status.st_mtim.tv_nsec))
        return state.withLock { state in
            guard state.stamp != stamp else { return state.key }
            let text = FileManager.default.contents(atPath: path).map(Array.init) ?? []
            // An editor adds a line's end.
            state.key = ToolTokenKey(bytes: text.filter { $0 > UInt8(ascii: " ") })
            state.stamp = stamp
            return state.key
        }
    }

    /// Makes a new secret: every token that was made so far ends.
    func renew() throws { try write(replacing: true) }

    /// - Parameter replacing: else a secret that another process has written meanwhile stays.
    private func write(replacing: Bool) throws {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let text = Base64URL.text(of: bytes) + "\n"
        let draft = path + "." + UUIDText.random()
        // Never readable by others, not even for the moment between making and locking it.
        let isMade = FileManager.default.createFile(
            atPath: draft, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw StartFailure("\(path) cannot be written") }
        let isPlaced = replacing ? rename(draft, path) == 0 : link(draft, path) == 0
        unlink(draft)
        guard isPlaced || (!replacing && errno == EEXIST) || access(path, F_OK) == 0 else {
            throw StartFailure("\(path) cannot be written")
        }
    }
}
