import Glibc
import Wire

/// Sends one datagram at a time by the plainest means, to IPv4.
final class PlainSender {
    private let descriptor: Int32

    struct Failure: Error {
        let code: Int32
    }

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(code: errno) }
    }

    deinit {
        close(descriptor)
    }

    func send(_ datagram: [UInt8], to address: SocketAddress) {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        name.sin_addr.s_addr = (address.ipv4 ?? 0).bigEndian
        withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                _ = sendto(
                    descriptor, datagram, datagram.count, 0, name,
                    socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
