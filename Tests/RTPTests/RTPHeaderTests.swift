import RTP
import Testing
import Wire

@Suite struct RTPHeaderTests {
    @Test func `a bare header and its payload are decoded`() throws {
        let header = try #require(parse(plain))

        #expect(header.marker)
        #expect(!header.hasPadding)
        #expect(header.payloadType == 111)
        #expect(header.sequenceNumber == 0x1234)
        #expect(header.timestamp == 0xdead_beef)
        #expect(header.ssrc == 0xcafe_babe)
        #expect(header.extensionProfile == nil)
        #expect(header.extensionRange.isEmpty)
        #expect(header.headerLength == 12)
        #expect(header.payloadRange == 12..<15)
    }

    @Test func `contributing sources, extension and padding are left out of the payload`() throws {
        let header = try #require(parse(full))

        #expect(header.extensionProfile == 0xbede)
        #expect(header.extensionRange == 24..<32)
        #expect(header.headerLength == 32)
        #expect(header.payloadRange == 32..<35)
    }

    @Test func `a packet of padding alone has an empty payload`() throws {
        let probe: [UInt8] = [0xa0, 97] + [UInt8](repeating: 1, count: 10) + [0, 0, 3]
        let header = try #require(parse(probe))

        #expect(header.hasPadding)
        #expect(header.payloadRange == 12..<12)
    }

    @Test func `padding of nothing, or of more than the payload, is refused`() {
        var packet = full
        packet[packet.count - 1] = 0
        #expect(parse(packet) == nil)
        packet[packet.count - 1] = 6
        #expect(parse(packet) == nil)
        packet[packet.count - 1] = 5
        #expect(parse(packet)?.payloadRange == 32..<32)
    }

    @Test(arguments: [0x00, 0x40, 0xc0] as [UInt8])
    func `another version is refused`(version: UInt8) {
        var packet = plain
        packet[0] = version
        #expect(parse(packet) == nil)
    }

    @Test func `every truncation within the header is refused`() {
        for prefix in truncations(of: full) where prefix.count < 32 {
            #expect(parse(prefix) == nil)
        }
    }

    @Test func `no flipped bit makes a place leave the packet`() {
        for damaged in flippedBits(of: full) + flippedBits(of: plain) {
            guard let header = parse(damaged) else { continue }
            #expect(header.payloadRange.upperBound <= damaged.count)
            #expect(header.extensionRange.upperBound <= header.headerLength)
        }
    }

    @Test func `the length is known before decryption, whatever the padding count says`() {
        var packet = full
        packet[packet.count - 1] = 0xff
        let length = RTPHeader.length(of: packet.span.bytes)
        #expect(length == 32)
    }

    @Test func `a written header is decoded to what was written`() throws {
        var packet = [UInt8](repeating: 0xff, count: 12)
        packet.withUnsafeMutableBytes {
            RTPHeader.write(
                payloadType: 96, marker: true, sequenceNumber: 65535, timestamp: 7, ssrc: 9,
                hasExtension: false, into: $0)
        }
        let header = try #require(parse(packet))

        #expect(header.payloadType == 96)
        #expect(header.marker)
        #expect(header.sequenceNumber == 65535)
        #expect(header.timestamp == 7)
        #expect(header.ssrc == 9)
        #expect(header.payloadRange == 12..<12)
    }
}

private func parse(_ packet: [UInt8]) -> RTPHeader? { RTPHeader(parsing: packet.span.bytes) }

private let plain: [UInt8] = [
    0x80, 0xef, 0x12, 0x34, 0xde, 0xad, 0xbe, 0xef, 0xca, 0xfe, 0xba, 0xbe, 1, 2, 3,
]

private let full: [UInt8] = [
    0xb2, 0x60, 0x00, 0x01, 0, 0, 0, 2, 0, 0, 0, 3,
    0, 0, 0, 4, 0, 0, 0, 5,  // Contributing sources.
    0xbe, 0xde, 0x00, 0x02, 0x10, 0x61, 0x51, 0x12, 0x34, 0x00, 0x00, 0x00,
    7, 8, 9, 0, 2,  // Payload, then two bytes of padding.
]
