import Testing

@testable import Front

@Suite struct StreamClassifierTests {
    private static let stun: [UInt8] = [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4]
    private static let framed: [UInt8] = [0, 20, 0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 1, 2]

    private func verdict(_ bytes: [UInt8], isInsideTLS: Bool = false) -> StreamClassifier.Verdict {
        StreamClassifier.verdict(on: bytes, isInsideTLS: isInsideTLS)
    }

    @Test func `a TLS record is TLS, but not inside of TLS`() {
        #expect(verdict([0x16, 0x03, 0x01, 0x02]) == .tls)
        #expect(verdict([0x16, 0x03], isInsideTLS: true) == .unknown)
        #expect(verdict([0x16, 0x02]) == .unknown)
    }

    @Test(arguments: ["GET / HTTP/1.1", "POST /x", "PRI * HTTP/2.0", "PROXY TCP4", "OPTIONS *"])
    func `capitals are HTTP`(text: String) {
        #expect(verdict(Array(text.utf8)) == .http)
        #expect(verdict(Array(text.utf8), isInsideTLS: true) == .http)
    }

    @Test func `STUN is told from STUN framed for ICE over TCP`() {
        #expect(verdict(Self.stun) == .turn)
        #expect(verdict(Self.framed) == .framedICE)
        #expect(verdict(Self.framed, isInsideTLS: true) == .framedICE)
    }

    @Test func `a prefix is undecided until it decides, and ten bytes always do`() {
        for length in 0..<8 { #expect(verdict(Array(Self.stun.prefix(length))) == .undecided) }
        #expect(verdict(Array(Self.stun.prefix(8))) == .turn)
        for length in 0..<10 { #expect(verdict(Array(Self.framed.prefix(length))) == .undecided) }
        for first in UInt8.min...UInt8.max {
            let bytes = [first] + [UInt8](repeating: 0, count: 9)
            #expect(verdict(bytes) != .undecided)
        }
    }

    @Test func `everything else is unknown at its first byte`() {
        let known = Set([0x00, 0x01, 0x02, 0x03, 0x16] + Array(UInt8(0x41)...UInt8(0x5A)))
        for first in UInt8.min...UInt8.max where !known.contains(first) {
            #expect(verdict([first]) == .unknown)
        }
    }
}
