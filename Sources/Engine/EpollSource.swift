internal import CLinuxUDP
import Dispatch
import Glibc

/// One Dispatch source for all descriptors of a shard: they are gathered in an epoll descriptor,
/// which is itself what Dispatch waits for.
///
/// Dispatch on Linux makes several system calls for each event of each source; one source for many
/// descriptors makes them once.
final class EpollSource {
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// - Parameter handler: runs on `queue` while any of `descriptors` has something to read.
    /// - Returns: `nil` where the process has no descriptor left.
    init?(descriptors: [Int32], queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        let epoll = aorta_epoll_open(descriptors, UInt32(descriptors.count))
        guard epoll >= 0 else { return nil }
        descriptor = epoll
        source = DispatchSource.makeReadSource(fileDescriptor: epoll, queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
    }

    /// - Parameter completion: runs once no handler runs any more; descriptors can be closed then.
    func cancel(completion: @escaping @Sendable () -> Void) {
        let descriptor = descriptor
        source.setCancelHandler {
            close(descriptor)
            completion()
        }
        source.cancel()
    }
}
