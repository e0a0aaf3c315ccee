import Glibc

/// A client's socket on loopback, for questions and their answers.
final class StreamProbe {
    struct Failure: Error {}

    private let descriptor: Int32

    /// Without attributes (RFC 8489 §5).
    static let bindingRequest: [UInt8] =
        [0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xA4, 0x42] + (1...12).map { UInt8($0) }

    /// A port that is free for UDP and TCP, as far as one can know.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw Failure() }
        return UInt16(bigEndian: address.sin_port)
    }

    /// - Parameter kind: `SOCK_DGRAM` or `SOCK_STREAM`.
    init(_ kind: __socket_type, port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        guard descriptor >= 0 else { throw Failure() }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = Self.loopback(port: port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure() }
    }

    deinit { close(descriptor) }

    /// Sends `bytes` and waits up to 10 s for what comes back.
    func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        guard send(descriptor, bytes, bytes.count, 0) == bytes.count else { throw Failure() }
        var answer = [UInt8](repeating: 0, count: 1_500)
        let count = recv(descriptor, &answer, answer.count, 0)
        guard count > 0 else { throw Failure() }
        return Array(answer.prefix(count))
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
