import Wire

/// The header that a proxy in front writes before the first byte of a connection: PROXY protocol,
/// version 2 (HAProxy's `proxy-protocol.txt` §2.2).
///
///     0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A | version, command | family, protocol | length |
///     source address, destination address, source port, destination port | TLVs
///
/// Pure. The TLVs are skipped: what a proxy knows of TLS that it took off is not read.
struct ProxyHeader: Equatable, Sendable {
    /// Where the connection comes from; `nil` where the proxy does not say so (LOCAL, as its own
    /// health checks, UNSPEC and UNIX sockets): then the proxy's address is all that is known.
    let source: SocketAddress?
    /// Of the whole header, in bytes.
    let length: Int

    /// What the bytes that have come so far are.
    enum Reading: Equatable {
        case incomplete
        case malformed
        case header(ProxyHeader)
    }

    /// So many bytes of header at most; real ones have less than a tenth of it.
    static let longest = 4_096

    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    private static let fixedLength = 16

    /// - Parameter bytes: the connection's first ones; what follows the header is left alone.
    static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes.starts(with: signature.prefix(bytes.count)) else { return .malformed }
        let header = bytes.span.bytes
        guard
            let versionAndCommand = header.uint8(at: 12), let family = header.uint8(at: 13),
            let rest = header.uint16(at: 14)
        else { return .incomplete }
        let length = fixedLength + Int(rest)
        guard length <= longest else { return .malformed }

        switch versionAndCommand {
        case 0x20:  // LOCAL: the rest says nothing.
            return bytes.count >= length
                ? .header(ProxyHeader(source: nil, length: length)) : .incomplete
        case 0x21:
            guard Int(rest) >= addressLength(of: family) ?? .max else { return .malformed }
            guard bytes.count >= length else { return .incomplete }
            return .header(ProxyHeader(source: source(in: header, family), length: length))
        default:
            return .malformed
        }
    }

    /// `nil` for what no stream can come from.
    private static func addressLength(of family: UInt8) -> Int? {
        switch family {
        case 0x00: 0  // UNSPEC
        case 0x11: 12  // TCP over IPv4
        case 0x21: 36  // TCP over IPv6
        case 0x31: 216  // a UNIX stream
        default: nil
        }
    }

    private static func source(in header: RawSpan, _ family: UInt8) -> SocketAddress? {
        switch family {
        case 0x11:
            guard let address = header.uint32(at: 16), let port = header.uint16(at: 24)
            else { return nil }
            return SocketAddress(ipv4: address, port: port)
        case 0x21:
            guard
                let high = header.uint64(at: 16), let low = header.uint64(at: 24),
                let port = header.uint16(at: 48)
            else { return nil }
            return SocketAddress(high: high, low: low, port: port)
        default:
            return nil
        }
    }
}
