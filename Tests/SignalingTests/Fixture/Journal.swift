import Synchronization

/// What stores and media plane were asked, in the order in which it happened.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])

    func note(_ line: String) {
        lines.withLock { $0.append(line) }
    }

    var all: [String] { lines.withLock { $0 } }

    func clear() {
        lines.withLock { $0.removeAll() }
    }

    /// Those lines that begin with one of `prefixes`.
    func only(_ prefixes: String...) -> [String] {
        all.filter { line in prefixes.contains { line.hasPrefix($0) } }
    }
}
