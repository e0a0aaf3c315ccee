import HostileInput
import STUN
import TURN
import Testing
import Wire

/// What those get who have no credentials (RFC 8489 §16, RFC 8656 §21).
@Suite struct StrangerTests {
    @Test func `20,000 strangers leave nothing behind`() throws {
        var strangers = Strangers()
        strangers.ask(2_000)
        let before = elementCount(of: strangers.server)

        strangers.ask(20_000)
        #expect(strangers.answered == 22_000)
        #expect(elementCount(of: strangers.server) == before)
        #expect(strangers.server.nextDeadline == nil)
        #expect(strangers.server.counters.allocations == 0)
    }

    /// A message by its kind, and how often its length the answer may have, headers counted.
    struct Message: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        let limit: Double
    }

    @Test(arguments: messages)
    func `no message without credentials is answered beyond its budget`(message: Message) {
        for source in ["192.0.2.9:4000", "[2001:db8::9]:4000"].compactMap({ SocketAddress($0) }) {
            let slab = SendSlab()
            var configuration = TURNConfiguration()
            configuration.users = ["alice": "in wonderland"]
            configuration.areRealRelaysOn = true
            let server = TURNServer(
                configuration: configuration, slab: slab, relays: NumberedPorts())
            var bytes = message.bytes
            let relayed = bytes.withUnsafeMutableBytes {
                server.receive(
                    $0, from: NetworkPath(remote: source), over: .udp, now: CredentialsUnderTest.now
                ) != nil
            }

            #expect(!relayed)
            #expect(slab.slots.count <= 1)
            let headers = source.isIPv4 ? 28 : 48
            let length = slab.slots.reduce(0) { $0 + $1.length + headers }
            let factor = Double(length) / Double(bytes.count + headers)
            #expect(factor <= message.limit)
        }
    }

    @Test func `RFC 8489 §6.3.1 a Binding request is answered with the address alone`() throws {
        let slab = SendSlab()
        let server = TURNServer(
            configuration: TURNConfiguration(), slab: slab, relays: NumberedPorts())
        var request = CredentialsUnderTest.written(.request, .binding) { _ in }
        let source = SocketAddress(ipv4: 0xC000_0209, port: 4000)
        request.withUnsafeMutableBytes {
            _ = server.receive(
                $0, from: NetworkPath(remote: source), over: .udp, now: CredentialsUnderTest.now)
        }

        let slot = try #require(slab.slots.first)
        let answer = Array(slab.memory[slot.offset..<(slot.offset + slot.length)])
        #expect(answer.count == 32)
        let message = try STUNMessage(decoding: answer.span.bytes)
        #expect(message.attributes.map(\.type) == [.xorMappedAddress])
        let address = message.xorMappedAddress(in: answer.span.bytes)
        #expect(address == source)
    }

    private static let messages: [Message] = {
        let peer = SocketAddress(ipv4: 0x0808_0808, port: 53)
        let server = CredentialsUnderTest()
        var messages: [Message] = []
        func add(_ kind: String, _ limit: Double, _ bytes: [UInt8]) {
            messages.append(Message(testDescription: kind, bytes: bytes, limit: limit))
        }
        add("Binding", 1.5, CredentialsUnderTest.written(.request, .binding) { _ in })
        for count in [1, 2, 8, 64] {
            add(
                "Binding with \(count) unknown attributes", 1.5,
                CredentialsUnderTest.written(.request, .binding) { writer in
                    for index in 0..<count {
                        writer.write(STUNAttributeType(rawValue: 0x7000 + UInt16(index)))
                    }
                })
        }
        add(
            "Binding with FINGERPRINT", 1.5,
            CredentialsUnderTest.written(.request, .binding) { $0.writeFingerprint() })
        for (kind, method) in [
            ("Allocate", STUNMethod.allocate), ("Refresh", .refresh),
            ("CreatePermission", .createPermission), ("ChannelBind", .channelBind), ("Send", .send),
            ("Data", .data),
        ] {
            add(kind, 2, CredentialsUnderTest.bare(method))
            add(
                "\(kind) with FINGERPRINT", 2,
                CredentialsUnderTest.written(.request, method) { $0.writeFingerprint() })
            add(
                "\(kind) with a peer", 2,
                CredentialsUnderTest.written(.request, method) { writer in
                    writer.write(.channelNumber, UInt32(0x4000_0000))
                    writer.writeXORAddress(.xorPeerAddress, peer)
                })
            for messageClass in [STUNClass.indication, .success, .error] {
                add(
                    "\(kind) as \(messageClass)", 0,
                    CredentialsUnderTest.written(messageClass, method) { writer in
                        writer.writeXORAddress(.xorPeerAddress, peer)
                        writer.write(.data, [1, 2, 3, 4])
                    })
            }
            add(
                "\(kind) with made-up credentials", 2,
                server.request(method, .init(nonce: Array("made up".utf8))))
            var incomplete = CredentialsUnderTest.Dress(nonce: [])
            incomplete.leavesOut = [.nonce, .realm]
            add("\(kind) with half of the credentials", 1, server.request(method, incomplete))
        }
        add("ChannelData", 0, [0x40, 0, 0, 4, 1, 2, 3, 4])
        add("nothing", 0, [])
        add("a byte", 0, [0])
        return messages
    }()
}

/// How many elements all collections have that `root` holds, at any depth.
private func elementCount(of root: Any) -> Int {
    var seen: Set<ObjectIdentifier> = []
    func count(_ value: Any) -> Int {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .class {
            guard seen.insert(ObjectIdentifier(value as AnyObject)).inserted else { return 0 }
        }
        var total = 0
        switch mirror.displayStyle {
        case .collection, .set, .dictionary: total += mirror.children.count
        default: break
        }
        var current: Mirror? = mirror
        while let level = current {
            // The table of the challenges' limit has a fixed size: its elements hold nothing.
            if level.children.count < 4096 {
                for child in level.children { total += count(child.value) }
            }
            current = level.superclassMirror
        }
        return total
    }
    return count(root)
}
