import ICE
import Testing
import Wire

/// RFC 4571 §2: frames at the front of a stream's bytes.
@Suite struct RFC4571FramingTests {
    @Test func `a frame is its length and as many bytes`() {
        #expect(frame([0, 3, 7, 8, 9]) == .frame(datagram: 2..<5, length: 5))
        #expect(frame([0, 1, 7, 0, 9]) == .frame(datagram: 2..<3, length: 3))
        #expect(frame([0, 0, 1]) == .frame(datagram: 2..<2, length: 2))
    }

    @Test(arguments: 0..<302) func `every truncation waits for more`(count: Int) {
        let whole: [UInt8] = [1, 44] + [UInt8](repeating: 7, count: 300)
        #expect(frame(Array(whole[..<count])) == .incomplete)
    }

    @Test(arguments: [0, 1, 255, 256, 1200, 65_535])
    func `what a head says is what is taken`(byteCount: Int) {
        let (high, low) = RFC4571Framing.head(of: byteCount)
        let bytes = [high, low] + [UInt8](repeating: 1, count: byteCount)
        #expect(frame(bytes) == .frame(datagram: 2..<(byteCount + 2), length: byteCount + 2))
    }

    private func frame(_ bytes: [UInt8]) -> StreamFrame {
        RFC4571Framing.frame(at: bytes.span.bytes)
    }
}
