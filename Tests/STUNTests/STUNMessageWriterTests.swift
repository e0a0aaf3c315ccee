import STUN
import Testing
import Wire

@Suite struct STUNMessageWriterTests {
    @Test func `what the writer writes, the decoder reads`() throws {
        for address in [SampleMessages.ipv4, SampleMessages.ipv6] {
            let address = try #require(address)
            let datagram = written { writer in
                writer.write(.username, Array("ab:c".utf8) + [0x78])
                writer.writeXORMappedAddress(address)
                writer.writeErrorCode(487, reason: "Role Conflict")
                writer.writeMessageIntegrity(key: Array("secret".utf8))
                writer.writeFingerprint()
            }

            let message = try STUNMessage(decoding: datagram)
            #expect(message.messageClass == .success)
            #expect(message.transactionID == SampleMessages.transactionID)
            #expect(message.text(of: .username, in: datagram) == "ab:cx")
            #expect(message.xorMappedAddress(in: datagram) == address)
            #expect(message.text(of: .errorCode, in: datagram) == "\0\0\u{4}\u{57}Role Conflict")
            #expect(message.isIntact(in: datagram, password: "secret"))
            #expect(message.hasValidFingerprint(in: datagram))
        }
    }

    @Test func `RFC 5769 §2.2 is reproduced, but for the padding's bytes`() throws {
        let address = try #require(SampleMessages.ipv4)
        let datagram = written { writer in
            writer.write(.software, Array("test vector".utf8))
            writer.writeXORMappedAddress(address)
        }
        var expected = Array(SampleMessages.ipv4Response.prefix(48))
        expected[3] = 28
        expected[35] = 0
        #expect(datagram == expected)
    }

    @Test(arguments: 0..<84)
    func `memory that is too small gives nothing`(capacity: Int) {
        let datagram = written(capacity: capacity) { writer in
            writer.write(.username, Array("abcd".utf8))
            writer.writeXORMappedAddress(SocketAddress(high: 1, low: 2, port: 3))
            writer.writeMessageIntegrity(key: [1])
            writer.writeFingerprint()
        }
        #expect(datagram.isEmpty)
    }

    private func written(
        capacity: Int = 256, _ write: (inout STUNMessageWriter) -> Void
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let memory = UnsafeMutableRawBufferPointer(
                start: buffer.baseAddress, count: capacity)
            var writer = STUNMessageWriter(
                messageClass: .success, method: .binding,
                transactionID: SampleMessages.transactionID, into: memory)
            write(&writer)
            count = writer.count
        }
    }
}
