import NIOCore
import Wire

extension Wire.SocketAddress {
    /// `nil` for a UNIX socket; a zone is left out.
    init?(_ address: NIOCore.SocketAddress?) {
        guard let address, let port = address.port.flatMap({ UInt16(exactly: $0) })
        else { return nil }
        switch address {
        case .v4(let address):
            let number = withUnsafeBytes(of: address.address) {
                UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))  // sin_addr
            }
            self.init(ipv4: number, port: port)
        case .v6(let address):
            let (high, low) = withUnsafeBytes(of: address.address) { bytes in
                (  // sin6_addr
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
                )
            }
            self.init(high: high, low: low, port: port)
        case .unixDomainSocket:
            return nil
        }
    }
}
