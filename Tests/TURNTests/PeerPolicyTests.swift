import STUN
import Testing
import Wire

@testable import TURN

/// Which hosts relays reach: RFC 8656 §21.2, RFC 6890, and what other servers got wrong.
@Suite struct PeerPolicyTests {
    /// An address of every special range, the first and the last of it where it has many.
    static let special = [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
        "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1",
        "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1",
        "203.0.113.255", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    ]
    static let special6 = [
        "::", "::1", "::2", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1",
        "2001:db8::1", "2002::1", "3fff::1", "5f00::1", "fc00::1", "fdff::1", "fe80::1", "febf::1",
        "fec0::1", "ff02::1", "ff0e::1", "64:ff9b::808:808", "64:ff9b:1::1", "4000::1", "e000::1",
    ]
    static let open = [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
        "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2620:fe::fe", "2a00:1450::1", "2003::1",
    ]

    /// Every way to write an IPv4 address in IPv6.
    static func forms(of ipv4: UInt32) -> [SocketAddress] {
        let number = UInt64(ipv4)
        let high = UInt64(0x0064_ff9b_0001_0000)
        let (first, second, third) = (number >> 16, number >> 24, number)
        return [
            SocketAddress(high: 0, low: number, port: 9),  // compatible
            SocketAddress(high: 0, low: 0xffff_0000_0000_0000 | number, port: 9),  // translated
            SocketAddress(high: 0x0064_ff9b_0000_0000, low: number, port: 9),  // NAT64
            SocketAddress(high: high | first, low: (number & 0xffff) << 40, port: 9),  // /48
            SocketAddress(high: high | second, low: (number & 0xff_ffff) << 32, port: 9),  // /56
            SocketAddress(high: high, low: third << 24, port: 9),  // /64
            SocketAddress(high: high, low: number, port: 9),  // /96
            SocketAddress(high: 0x2002_0000_0000_0000 | number << 16, low: 1, port: 9),  // 6to4
            SocketAddress(high: 0x2001_0000_0808_0808, low: ~number & 0xffff_ffff, port: 9),
            SocketAddress(high: 0x2001_0000_0000_0000 | number, low: 0xf7f7_f7f7, port: 9),
            SocketAddress(high: 0x2620_00fe_0000_0000, low: 0x5efe_0000_0000 | number, port: 9),
            SocketAddress(
                high: 0x2620_00fe_0000_0000, low: 0x0200_5efe_0000_0000 | number, port: 9),
        ]
    }

    @Test(arguments: special + special6)
    func `special addresses are refused`(text: String) {
        #expect(PeerPolicy().refusal(of: .at(text)) == .special)
    }

    @Test(arguments: special)
    func `special addresses are refused inside of IPv6 too`(text: String) throws {
        let ipv4 = try #require(SocketAddress.at(text).ipv4)
        for form in Self.forms(of: ipv4) {
            #expect(PeerPolicy().refusal(of: form) == .special, "\(form.host)")
        }
    }

    @Test(arguments: special)
    func `they are refused inside of IPv6 even where all of IPv6 is allowed`(text: String) throws {
        var policy = PeerPolicy()
        policy.allowed = SpecialRanges.refused + [AddressRange("::/0")].compactMap(\.self)
        policy.allowed.removeAll { $0.contains(.at(text)) }
        let ipv4 = try #require(SocketAddress.at(text).ipv4)
        for form in Self.forms(of: ipv4) where form.embeddedIPv4.contains(.at(text)) {
            #expect(policy.refusal(of: form) == .special, "\(form.host)")
        }
    }

    @Test(arguments: open)
    func `their neighbours are not`(text: String) {
        #expect(PeerPolicy().refusal(of: .at(text)) == nil)
    }

    @Test(arguments: special)
    func `a request for a special peer is forbidden, in every form`(text: String) throws {
        let server = ServerUnderTest()
        let client = ClientUnderTest(server)
        _ = client.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }
        let address = SocketAddress.at(text)
        for form in [address] + Self.forms(of: try #require(address.ipv4)) {
            #expect(client.permit(form).code == 403, "\(form.host)")
            #expect(client.bind(0x4000, to: form).code == 403, "\(form.host)")
            #expect(client.send([1], to: form).sent.isEmpty)
        }
    }

    @Test(arguments: ["127.0.0.1", "8.8.8.8"])
    func `an IPv4-mapped address on the wire is forbidden`(text: String) throws {
        let server = ServerUnderTest()
        let client = ClientUnderTest(server)
        _ = client.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }
        let ipv4 = try #require(SocketAddress.at(text).ipv4)
        // XOR-PEER-ADDRESS of family IPv6 holding ::ffff:a.b.c.d, hidden as §18.3 says.
        let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        let address = mapped + (0..<4).map { UInt8(ipv4 >> UInt32(24 - 8 * $0) & 255) }
        client.nonce = client.answer(to: CredentialsUnderTest.bare()).nonce
        let transaction = client.transaction + 1
        let mask: [UInt8] =
            [0x21, 0x12, 0xA4, 0x42, 0, 0, 0, 7]
            + (0..<8).map { UInt8(transaction >> UInt64(56 - 8 * $0) & 255) }
        let hidden: [UInt8] = zip(address, mask).map { $0 ^ $1 }
        let value: [UInt8] = [0, 2, 0x21, 0x12 ^ 9] + hidden

        #expect(client.request(.createPermission) { $0.write(.xorPeerAddress, value) }.code == 403)
    }

    @Test func `the longest range decides, and of equal ones the one that denies`() {
        var policy = PeerPolicy()
        policy.allowed = ["10.0.0.0/8", "10.1.2.3", "0.0.0.0/0"].compactMap(AddressRange.init)
        policy.denied = ["10.1.0.0/16", "8.8.8.0/24", "10.1.2.3/32"].compactMap(AddressRange.init)

        #expect(policy.refusal(of: .at("10.0.0.1")) == nil)
        #expect(policy.refusal(of: .at("10.1.0.1")) == .denied)
        #expect(policy.refusal(of: .at("10.1.2.3")) == .denied)
        #expect(policy.refusal(of: .at("8.8.8.8")) == .denied)
        #expect(policy.refusal(of: .at("8.8.4.4")) == nil)
        // To allow all is not to allow the machine's inside.
        #expect(policy.refusal(of: .at("127.0.0.1")) == .special)
        #expect(policy.refusal(of: .at("192.168.0.1")) == .special)
    }

    @Test func `all can be denied but for a few`() {
        var policy = PeerPolicy()
        policy.denied = ["0.0.0.0/0", "::/0"].compactMap(AddressRange.init)
        policy.allowed = ["9.9.9.0/24"].compactMap(AddressRange.init)

        #expect(policy.refusal(of: .at("9.9.9.9")) == nil)
        #expect(policy.refusal(of: .at("8.8.8.8")) == .denied)
        #expect(policy.refusal(of: .at("2620:fe::fe")) == .denied)
    }

    @Test func `multicast, broadcast and the unspecified address are nobody's to allow`() {
        var policy = PeerPolicy()
        policy.allowed = ["224.0.0.0/4", "255.255.255.255", "0.0.0.0/8", "ff00::/8", "::/128"]
            .compactMap(AddressRange.init)
        policy.allowsLoopback = true
        for text in ["224.0.0.1", "255.255.255.255", "0.0.0.0", "ff02::1", "::"] {
            #expect(policy.refusal(of: .at(text)) == .special)
        }
    }

    @Test func `loopback is allowed for tests, and in no disguise`() throws {
        var policy = PeerPolicy()
        policy.allowsLoopback = true

        #expect(policy.refusal(of: .at("127.0.0.1")) == nil)
        #expect(policy.refusal(of: .at("::1")) == nil)
        for form in Self.forms(of: 0x7F00_0001) where form.host != "2620:fe::5efe:7f00:1" {
            guard form.low & 0xfdff_ffff_0000_0000 != 0x0000_5efe_0000_0000 else { continue }
            #expect(policy.refusal(of: form) == .special, "\(form.host)")
        }
    }

    @Test func `a listener is never a peer, whatever is allowed and however it's written`() {
        var policy = PeerPolicy()
        policy.allowed = ["0.0.0.0/0", "::/0", "10.0.0.5", "64:ff9b::/96"]
            .compactMap(AddressRange.init)
        policy.allowsLoopback = true
        policy.ownListeners = [.at("10.0.0.5:3478"), .at("0.0.0.0:443"), .at("[::]:8443")]

        #expect(policy.refusal(of: .at("10.0.0.5:3478")) == .ownListener)
        #expect(policy.refusal(of: .at("[64:ff9b::10.0.0.5]:3478")) == .ownListener)
        #expect(policy.refusal(of: .at("10.0.0.5:443")) == .ownListener)
        #expect(policy.refusal(of: .at("127.0.0.1:443")) == .ownListener)
        #expect(policy.refusal(of: .at("[::1]:8443")) == .ownListener)
        #expect(policy.refusal(of: .at("10.0.0.5:3479")) == nil)
        #expect(policy.refusal(of: .at("8.8.8.8:443")) == nil)
    }
}

/// RFC 4632 §3.1: ranges as operators write them.
@Suite struct AddressRangeTests {
    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
        "10.0.0.1/8", "10.0.0/8", "2001:db8::/129", "2001:db8::1/32", "[::1]", "[::1]/128",
        "10.0.0.1:80", "10.0.0.1:80/32", "localhost", "10.0.0.0/ 8", "::ffff:1.2.3.4/33",
        "1.2.3.4/0",
    ])
    func `what isn't one range is refused`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"), ("0.0.0.0/0", "255.255.255.255", "::1"),
        ("1.2.3.4", "1.2.3.4", "1.2.3.5"), ("1.2.3.4/32", "1.2.3.4", "1.2.3.5"),
        ("::/0", "ffff::1", "1.2.3.4"), ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
        ("fe80::/10", "febf:ffff::1", "fec0::1"), ("2001:db8::1", "2001:db8::1", "2001:db8::2"),
        ("2001:db8:0:1::/64", "2001:db8:0:1:ffff::1", "2001:db8:0:2::1"),
        ("2001:db8:0:0:8000::/65", "2001:db8::ffff:0:0:1", "2001:db8::7fff:0:0:1"),
    ])
    func `it holds what begins with the same bits`(text: String, inside: String, outside: String) {
        let range = AddressRange(text)
        #expect(range?.contains(.at(inside)) == true)
        #expect(range?.contains(.at(outside)) == false)
    }

    @Test func `all special ranges are well written`() {
        #expect(SpecialRanges.never.count == 5)
        #expect(SpecialRanges.loopback.count == 2)
        #expect(SpecialRanges.refused.count == 29)
    }
}
