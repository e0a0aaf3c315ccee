import Testing
import Wire

@testable import Front

@Suite struct ProxyHeaderTests {
    private static let ipv4 = SocketAddress(ipv4: 0xC633_6407, port: 4711)
    private static let ipv6 = SocketAddress(high: 0x2001_0DB8 << 32, low: 7, port: 4711)

    @Test(arguments: [ipv4, ipv6])
    func `the source is read and what follows is left alone`(source: SocketAddress) {
        let bytes = TestProxyHeader.bytes(from: source)
        let expected = ProxyHeader.Reading.header(
            ProxyHeader(source: source, length: bytes.count))

        #expect(ProxyHeader.read(bytes) == expected)
        #expect(ProxyHeader.read(bytes + [0x16, 0x03]) == expected)
    }

    @Test(arguments: [ipv4, ipv6])
    func `every truncation is incomplete`(source: SocketAddress) {
        let bytes = TestProxyHeader.bytes(from: source)
        for length in 0..<bytes.count {
            #expect(ProxyHeader.read(Array(bytes.prefix(length))) == .incomplete)
        }
    }

    @Test(arguments: [ipv4, ipv6])
    func `no flipped bit of what is fixed is let through`(source: SocketAddress) {
        let bytes = TestProxyHeader.bytes(from: source)
        for bit in 0..<(8 * bytes.count) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            let reading = ProxyHeader.read(flipped)
            if bit < 12 * 8 { #expect(reading == .malformed) }
        }
    }

    @Test(arguments: [
        TestProxyHeader.local,
        TestProxyHeader.bytes(versionAndCommand: 0x20, family: 0x11, [1, 2, 3]),
        TestProxyHeader.bytes(family: 0x00, [1, 2, 3, 4]),
        TestProxyHeader.bytes(family: 0x31, [UInt8](repeating: 47, count: 216)),
    ])
    func `LOCAL, UNSPEC and UNIX name nobody`(bytes: [UInt8]) {
        #expect(
            ProxyHeader.read(bytes) == .header(ProxyHeader(source: nil, length: bytes.count)))
    }

    @Test(arguments: [
        Array("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".utf8),  // version 1
        TestProxyHeader.bytes(
            versionAndCommand: 0x11, family: 0x11, [UInt8](repeating: 1, count: 12)),
        TestProxyHeader.bytes(
            versionAndCommand: 0x22, family: 0x11, [UInt8](repeating: 1, count: 12)),
        TestProxyHeader.bytes(family: 0x12, [UInt8](repeating: 1, count: 12)),  // UDP
        TestProxyHeader.bytes(family: 0x44, [UInt8](repeating: 1, count: 40)),
        TestProxyHeader.bytes(family: 0x11, [UInt8](repeating: 1, count: 11)),
        TestProxyHeader.bytes(family: 0x21, [UInt8](repeating: 1, count: 35)),
        TestProxyHeader.bytes(family: 0x31, [UInt8](repeating: 1, count: 215)),
        TestProxyHeader.bytes(family: 0x11, [UInt8](repeating: 1, count: 5_000)),
    ])
    func `what is no header of a stream is malformed`(bytes: [UInt8]) {
        #expect(ProxyHeader.read(bytes) == .malformed)
    }
}
