import Glibc
import Synchronization

/// Files that are read as one, and may be replaced while the server runs: a certificate and its
/// key.
///
/// Whoever renews them writes one after the other; in between they don't belong together. So a
/// reading that failed is tried again each time that is asked, until they do.
final class ReplaceableFiles: Sendable {
    /// What asking whether they were replaced led to.
    enum Outcome: Equatable {
        case unchanged
        case read
        /// What was read last goes on being good.
        case failed
        /// The same files that failed before.
        case failedAgain
    }

    /// What changes when a file is replaced or written to; links are followed.
    private struct Stamp: Equatable {
        let device: UInt
        let inode: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        /// `nil` for a file that is not there.
        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt(status.st_dev)
            inode = UInt(status.st_ino)
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    private struct State {
        var read: [Stamp?]
        var failed: [Stamp?]?
    }

    private let paths: [String]
    private let reading: @Sendable () throws -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - paths: of files that have been read already, as they are now.
    ///   - reading: reads them again, and on an error leaves what was read before in use.
    init(_ paths: [String], reading: @escaping @Sendable () throws -> Void) {
        self.paths = paths
        self.reading = reading
        state = Mutex(State(read: paths.map { Stamp(path: $0) }))
    }

    /// Reads the files if they are others than those read last.
    func readIfReplaced() -> Outcome {
        state.withLock { state in
            let stamps = paths.map { Stamp(path: $0) }
            guard stamps != state.read else { return .unchanged }
            return read(stamps, &state)
        }
    }

    /// Reads the files.
    func read() -> Outcome {
        state.withLock { read(paths.map { Stamp(path: $0) }, &$0) }
    }

    /// - Parameter stamps: taken before the files are read, so that what comes in between is new.
    private func read(_ stamps: [Stamp?], _ state: inout State) -> Outcome {
        do {
            try reading()
            state = State(read: stamps)
            return .read
        } catch {
            defer { state.failed = stamps }
            return state.failed == stamps ? .failedAgain : .failed
        }
    }
}
