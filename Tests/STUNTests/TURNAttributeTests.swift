import STUN
import Testing
import Wire

@Suite struct TURNAttributeTests {
    @Test(arguments: [
        (STUNMethod.allocate, 0x0003), (.refresh, 0x0004), (.send, 0x0006), (.data, 0x0007),
        (.createPermission, 0x0008), (.channelBind, 0x0009),
    ])
    func `RFC 8656 §17 methods have their numbers in every class`(method: STUNMethod, bits: Int)
        throws
    {
        for messageClass in [STUNClass.request, .indication, .success, .error] {
            let datagram = MessageUnderTest.written(messageClass, method) { _ in }
            #expect(
                Int(datagram[0]) << 8 | Int(datagram[1]) == Int(messageClass.rawValue) | bits)
            let message = try STUNMessage(decoding: datagram)
            #expect(message.method == method)
            #expect(message.messageClass == messageClass)
        }
    }

    @Test(arguments: ["192.0.2.7:65535", "[2001:db8::1:2]:1", "0.0.0.0:0", "[::ffff:1.2.3.4]:5"])
    func `RFC 8656 §18.3 addresses of peers come back, each of several`(text: String) throws {
        let address = try #require(SocketAddress(text))
        let other = SocketAddress(ipv4: 0x0102_0304, port: 99)
        let datagram = MessageUnderTest.written(.request, .createPermission) { writer in
            writer.writeXORAddress(.xorPeerAddress, other)
            writer.writeXORAddress(.xorPeerAddress, address)
            writer.writeXORAddress(.xorRelayedAddress, other)
        }

        let message = try STUNMessage(decoding: datagram)
        let peers = message.attributes.filter { $0.type == .xorPeerAddress }
            .map { message.xorAddress(of: $0, in: datagram) }
        #expect(peers == [other, address])
        #expect(
            message.first(.xorRelayedAddress).map { message.xorAddress(of: $0, in: datagram) }
                == other)
        #expect(message.xorMappedAddress(in: datagram) == nil)
    }

    @Test(arguments: 0..<32, [UInt8(0), 1, 2, 3])
    func `an address of another length or family is none`(length: Int, family: UInt8) throws {
        var value = [UInt8](repeating: 7, count: length)
        if length > 1 { value[1] = family }
        let datagram = MessageUnderTest.written(.request, .send) {
            $0.write(.xorPeerAddress, value)
        }

        let message = try STUNMessage(decoding: datagram)
        let attribute = try #require(message.first(.xorPeerAddress))
        let isWhole = (family == 1 && length == 8) || (family == 2 && length == 20)
        #expect((message.xorAddress(of: attribute, in: datagram) != nil) == isWhole)
    }

    @Test(arguments: [300, 400, 401, 420, 437, 438, 441, 442, 443, 486, 508, 699])
    func `RFC 8489 §14.8 an error code and its reason come back`(code: Int) throws {
        for reason in ["", "a", "ab", "abc", "abcd", "Wrong Ü"] {
            let datagram = MessageUnderTest.written(.error, .allocate) {
                $0.writeErrorCode(code, reason: reason)
            }
            let message = try STUNMessage(decoding: datagram)
            #expect(message.errorCode(in: datagram) == code)
            #expect(message.errorReason(in: datagram) == reason)
        }
    }

    @Test(
        arguments: [
            [0, 0, 4], [0, 0, 0, 0], [0, 0, 2, 99], [0, 0, 7, 0], [0, 0, 4, 100], [],
        ] as [[UInt8]])
    func `a malformed error code is none`(value: [UInt8]) throws {
        let datagram = MessageUnderTest.written(.error, .allocate) { $0.write(.errorCode, value) }
        #expect(try STUNMessage(decoding: datagram).errorCode(in: datagram) == nil)
    }

    @Test func `RFC 8489 §14.9 unknown attributes are named once each, the optional ones not`()
        throws
    {
        let strange = STUNAttributeType(rawValue: 0x7777)
        let stranger = STUNAttributeType(rawValue: 0x0004)
        let request = MessageUnderTest.written(.request, .allocate) { writer in
            writer.write(strange)
            writer.write(.username, [1])
            writer.write(stranger)
            writer.write(strange)
            writer.write(STUNAttributeType(rawValue: 0x8fff))
        }
        let unknown = try STUNMessage(decoding: request).unknownAttributes { $0 == .username }
        #expect(unknown == [strange, stranger])

        let answer = MessageUnderTest.written(.error, .allocate) {
            $0.writeUnknownAttributes(unknown + [.data])
        }
        #expect(
            Array(answer.dropFirst(20))
                == [0, 0x0a, 0, 6, 0x77, 0x77, 0, 4, 0, 0x13, 0, 0])
    }

    @Test func `numbers are big-endian`() {
        let datagram = MessageUnderTest.written(.success, .allocate) { writer in
            writer.write(.lifetime, UInt32(600))
            writer.write(.reservationToken, UInt64(0x0102_0304_0506_0708))
        }
        #expect(
            Array(datagram.dropFirst(20))
                == [0, 0x0d, 0, 4, 0, 0, 2, 0x58, 0, 0x22, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8])
    }
}
