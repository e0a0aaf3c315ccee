import Synchronization
import Wire

@testable import Front

/// Stands for the media plane behind the doors.
final class TestMedia: StreamMedia {
    /// What a stream does with what comes.
    enum Manner {
        case echoing
        case keeping
        /// Keeps it, and says so only when the test does.
        case takingLate
    }

    /// Streams in the order in which they were opened.
    let opened: AsyncStream<TestMediaStream>
    private let continuation: AsyncStream<TestMediaStream>.Continuation
    private let manner: Manner

    init(_ manner: Manner = .echoing) {
        self.manner = manner
        (opened, continuation) = AsyncStream.makeStream(of: TestMediaStream.self)
    }

    func open(
        _ kind: MediaStreamKind, from remote: SocketAddress, isSecure: Bool,
        writer: any MediaStreamWriter
    ) -> (any MediaStreamReader)? {
        let stream = TestMediaStream(
            kind: kind, remote: remote, isSecure: isSecure, writer: writer, manner: manner)
        continuation.yield(stream)
        return stream
    }

    /// The stream opened next.
    func next() async -> TestMediaStream? {
        await opened.first { _ in true }
    }
}

/// One stream of a ``TestMedia``.
final class TestMediaStream: MediaStreamReader {
    let kind: MediaStreamKind
    let remote: SocketAddress
    let isSecure: Bool
    let writer: any MediaStreamWriter
    /// What has come, by burst; ends with the connection.
    let bursts: AsyncStream<[UInt8]>
    private let continuation: AsyncStream<[UInt8]>.Continuation
    private let manner: TestMedia.Manner
    private let untaken = Mutex<[@Sendable () -> Void]>([])
    private let count = Atomic<Int>(0)

    init(
        kind: MediaStreamKind, remote: SocketAddress, isSecure: Bool,
        writer: any MediaStreamWriter, manner: TestMedia.Manner
    ) {
        self.kind = kind
        self.remote = remote
        self.isSecure = isSecure
        self.writer = writer
        self.manner = manner
        (bursts, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    }

    /// Bytes that have come.
    var byteCount: Int { count.load(ordering: .sequentiallyConsistent) }

    func receive(_ bytes: [UInt8], taken: @escaping @Sendable () -> Void) {
        count.add(bytes.count, ordering: .sequentiallyConsistent)
        continuation.yield(bytes)
        switch manner {
        case .takingLate: untaken.withLock { $0.append(taken) }
        case .keeping: taken()
        case .echoing: writer.write(bytes) { taken() }
        }
    }

    func ended() {
        continuation.finish()
    }

    /// Says that all that came has been taken.
    func takeAll() {
        let taken = untaken.withLock { untaken in
            defer { untaken = [] }
            return untaken
        }
        for taken in taken { taken() }
    }

    /// Waits for the end of the connection.
    func waitForEnd() async {
        for await _ in bursts {}
    }

    /// Writes one burst and waits until the kernel has it.
    func write(_ burst: [UInt8]) async {
        await withCheckedContinuation { continuation in
            writer.write(burst) { continuation.resume() }
        }
    }
}
