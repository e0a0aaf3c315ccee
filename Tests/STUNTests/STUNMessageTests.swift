import STUN
import Testing
import Wire

@Suite struct STUNMessageTests {
    @Test func `RFC 5769 §2.1 sample request decodes, and both its checks pass`() throws {
        let sample = SampleMessages.request
        let message = try STUNMessage(decoding: sample)

        #expect(message.messageClass == .request)
        #expect(message.method == .binding)
        #expect(message.transactionID == SampleMessages.transactionID)
        #expect(message.text(of: .username, in: sample) == "evtj:h6vY")
        #expect(message.text(of: .software, in: sample) == "STUN test client")
        #expect(message.isIntact(in: sample, password: SampleMessages.password))
        #expect(message.hasValidFingerprint(in: sample))
    }

    @Test(arguments: [
        (SampleMessages.ipv4Response, SampleMessages.ipv4),
        (SampleMessages.ipv6Response, SampleMessages.ipv6),
    ])
    func `RFC 5769 §2.2 and §2.3 sample responses tell the address`(
        sample: [UInt8], address: SocketAddress?
    ) throws {
        let message = try STUNMessage(decoding: sample)

        #expect(message.messageClass == .success)
        #expect(message.xorMappedAddress(in: sample) == address)
        #expect(address != nil)
        #expect(message.isIntact(in: sample, password: SampleMessages.password))
        #expect(message.hasValidFingerprint(in: sample))
    }

    @Test func `another password is not taken`() throws {
        let message = try STUNMessage(decoding: SampleMessages.request)
        #expect(!message.isIntact(in: SampleMessages.request, password: "VOkJxbRl1RmTxUk/WvJxBT"))
        #expect(!message.isIntact(in: SampleMessages.request, password: ""))
    }

    @Test(arguments: 0..<108 * 8)
    func `a flipped bit anywhere is noticed`(bit: Int) {
        var damaged = SampleMessages.request
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        let message = try? STUNMessage(decoding: damaged)
        #expect(message?.hasValidFingerprint(in: damaged) != true)
    }

    @Test(arguments: 0..<76 * 8)
    func `a flipped bit before MESSAGE-INTEGRITY breaks it`(bit: Int) {
        var damaged = SampleMessages.request
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        let message = try? STUNMessage(decoding: damaged)
        #expect(message?.isIntact(in: damaged, password: SampleMessages.password) != true)
    }

    @Test(arguments: 0..<108)
    func `every truncation is refused`(length: Int) {
        #expect(throws: STUNDecodeError.self) {
            try STUNMessage(decoding: Array(SampleMessages.request.prefix(length)))
        }
    }

    @Test(arguments: 0..<108)
    func `every truncation whose header claims to be whole is refused or unsigned`(length: Int) {
        var shortened = Array(SampleMessages.request.prefix(length))
        if length >= 20 { shortened[3] = UInt8(length - 20) }
        let message = try? STUNMessage(decoding: shortened)
        #expect(message?.hasValidFingerprint(in: shortened) != true)
    }

    @Test func `the broken rule is named`() {
        #expect(throws: STUNDecodeError.truncatedHeader) { try STUNMessage(decoding: [0, 1]) }
        #expect(throws: STUNDecodeError.wrongMagicCookie) {
            try STUNMessage(decoding: [UInt8](repeating: 0, count: 20))
        }
        #expect(throws: STUNDecodeError.wrongLength) {
            try STUNMessage(decoding: message(body: [0, 6, 0, 0], length: 8))
        }
        #expect(throws: STUNDecodeError.truncatedAttribute) {
            try STUNMessage(decoding: message(body: [0, 6, 0, 1]))
        }
        #expect(throws: STUNDecodeError.attributeAfterFingerprint) {
            try STUNMessage(decoding: message(body: [0x80, 0x28, 0, 0, 0, 6, 0, 0]))
        }
    }

    @Test func `the number of attributes is bounded`() throws {
        let body = [[UInt8]](repeating: [0, 0x25, 0, 0], count: 64).flatMap { $0 }
        #expect(try STUNMessage(decoding: message(body: body)).attributes.count == 64)
        #expect(throws: STUNDecodeError.tooManyAttributes) {
            try STUNMessage(decoding: message(body: body + [0, 0x25, 0, 0]))
        }
    }

    @Test func `what follows MESSAGE-INTEGRITY is left out`() throws {
        let mac: [UInt8] = [0, 8, 0, 20] + [UInt8](repeating: 7, count: 20)
        let decoded = try STUNMessage(decoding: message(body: mac + [0, 0x25, 0, 0]))
        #expect(decoded.first(.useCandidate) == nil)
        #expect(decoded.first(.messageIntegrity) != nil)
    }

    @Test func `an address of the wrong size is no address`() throws {
        for (family, length) in [(UInt8(1), UInt8(4)), (2, 8), (1, 20), (3, 8), (1, 0)] {
            let value: [UInt8] = [0, family] + [UInt8](repeating: 1, count: 18)
            let body = [0, 0x20, 0, length] + value.prefix(Int(length))
            let datagram = message(body: body)
            let decoded = try STUNMessage(decoding: datagram)
            #expect(decoded.xorMappedAddress(in: datagram) == nil)
        }
    }

    private func message(body: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? body.count
        return [0, 1, UInt8(length >> 8), UInt8(length & 0xff), 0x21, 0x12, 0xa4, 0x42]
            + [UInt8](repeating: 9, count: 12) + body
    }
}
