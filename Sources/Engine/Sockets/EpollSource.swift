internal import CLinuxUDP
import Dispatch
import Glibc
import Wire

/// One Dispatch source for all sockets of a shard: they are gathered in an epoll descriptor, which
/// is itself what Dispatch waits for.
///
/// Dispatch on Linux makes several system calls for each event of each source; one source for many
/// sockets makes them once. Confined to its shard's queue.
final class EpollSource {
    /// Sockets that one look names.
    static let readyLimit = Int(AORTA_UDP_BATCH)
    /// Of the bell: no socket's carrier.
    static let bellTag = UInt32.max

    private let descriptor: Int32
    private var source: (any DispatchSourceRead)?
    private let tags = UnsafeMutableBufferPointer<UInt32>.allocate(
        capacity: EpollSource.readyLimit)

    /// - Returns: `nil` where the process has no descriptor left.
    init?() {
        descriptor = aorta_epoll_open()
        tags.initialize(repeating: 0)
        guard descriptor >= 0 else { return nil }  // `deinit` runs.
    }

    deinit {
        if source == nil, descriptor >= 0 { close(descriptor) }
        tags.deallocate()
    }

    /// A socket that is closed leaves by itself.
    ///
    /// - Returns: whether the kernel could take it.
    func add(_ socket: UDPSocket, as carrier: Carrier) -> Bool {
        aorta_epoll_add(descriptor, socket.descriptor, carrier.rawValue) == 0
    }

    /// Lets a bell end ``ready(within:)``.
    ///
    /// - Returns: whether the kernel could take it.
    func add(_ bell: Doorbell) -> Bool {
        aorta_epoll_add(descriptor, bell.descriptor, Self.bellTag) == 0
    }

    /// What has something to read, at most ``readyLimit`` of them, in turn; perhaps ``bellTag``.
    ///
    /// - Parameter nanoseconds: to wait for the first of them.
    func ready(within nanoseconds: Int64 = 0) -> UnsafeBufferPointer<UInt32> {
        let count = aorta_epoll_ready(descriptor, tags.baseAddress, nanoseconds)
        return UnsafeBufferPointer(rebasing: tags[..<max(Int(count), 0)])
    }

    /// - Parameter handler: runs on `queue` while any socket has something to read.
    func start(on queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
        self.source = source
    }

    /// - Parameter completion: runs once no handler runs any more; sockets can be closed then.
    func cancel(completion: @escaping @Sendable () -> Void) {
        let descriptor = descriptor
        source?.setCancelHandler {
            close(descriptor)
            completion()
        }
        source?.cancel()
    }
}
