internal import COpenSSL

/// The two ends between which OpenSSL believes its network to be: one datagram in, datagrams out.
///
/// OpenSSL's memory BIO would glue the records of a flight together; here each write is a datagram.
package final class DatagramBIO {
    /// The largest datagram we send, in bytes: passes every path of IPv6's minimum MTU.
    static let datagramLength = 1200
    /// Datagrams that wait to be taken; more are dropped, as a network would.
    static let outgoingLimit = 32

    /// What OpenSSL reads next. The owner keeps its memory alive while OpenSSL is called.
    package var incoming: UnsafeRawBufferPointer?
    package private(set) var outgoing: [[UInt8]] = []

    package init() {}

    package func takeOutgoing() -> [[UInt8]] {
        defer { outgoing.removeAll() }
        return outgoing
    }

    func append(_ datagram: [UInt8]) {
        if outgoing.count < Self.outgoingLimit { outgoing.append(datagram) }
    }

    /// Gives `ssl` a BIO that reads and writes here. This object must outlive `ssl`.
    ///
    /// - Returns: whether OpenSSL had the memory.
    package func attach(to ssl: OpaquePointer) -> Bool {
        guard let bio = BIO_new(Self.method.pointer) else { return false }
        BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        BIO_set_init(bio, 1)
        SSL_set_bio(ssl, bio, bio)
        return true
    }

    private static let method = Method()

    // @unchecked: written once by the initializer, which `static let` runs once.
    private final class Method: @unchecked Sendable {
        let pointer: OpaquePointer?

        init() {
            pointer = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams")
            BIO_meth_set_write(pointer) { bio, bytes, count in
                guard let bytes, count > 0, let end = DatagramBIO.of(bio) else { return -1 }
                aorta_bio_clear_retry(bio)
                end.append([UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count))))
                return count
            }
            BIO_meth_set_read(pointer) { bio, bytes, count in
                guard let bytes, count > 0, let end = DatagramBIO.of(bio) else { return -1 }
                aorta_bio_clear_retry(bio)
                guard let incoming = end.incoming else {
                    aorta_bio_ask_to_retry_read(bio)
                    return -1
                }
                end.incoming = nil
                let length = min(Int(count), incoming.count)
                UnsafeMutableRawBufferPointer(start: bytes, count: length)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: incoming[..<length]))
                return Int32(length)
            }
            BIO_meth_set_ctrl(pointer) { bio, command, _, _ in
                switch command {
                case BIO_CTRL_FLUSH: 1
                case BIO_CTRL_DGRAM_QUERY_MTU, BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
                    DatagramBIO.datagramLength
                case BIO_CTRL_PENDING: DatagramBIO.of(bio)?.incoming?.count ?? 0
                default: 0
                }
            }
        }
    }

    private static func of(_ bio: OpaquePointer?) -> DatagramBIO? {
        BIO_get_data(bio).map { Unmanaged<DatagramBIO>.fromOpaque($0).takeUnretainedValue() }
    }
}
