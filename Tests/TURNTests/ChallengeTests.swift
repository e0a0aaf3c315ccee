import STUN
import TURN
import Testing
import Wire

/// What strangers cost, and what whoever they pretend to be gets to see.
@Suite struct ChallengeTests {
    /// Realms of 5, 12 and 24 bytes.
    static let realms = ["aorta", "example.test", "turn.hospital.north.test"]
    /// IPv4 and UDP.
    static let headers = 28

    @Test(arguments: realms, [0, 4, 8, 12, 40, 400])
    func `a challenge is at most twice as long as its request, headers counted`(
        realm: String, padding: Int
    ) throws {
        for method in [
            STUNMethod.allocate, .refresh, .createPermission, .channelBind,
        ] {
            let server = CredentialsUnderTest(realm: realm)
            let request = CredentialsUnderTest.bare(method, padding: padding)
            let response = try server.judge(request).response

            #expect(
                response.count + Self.headers <= 2 * (request.count + Self.headers),
                "\(request.count) → \(response.count)")
            #expect(!response.isEmpty || request.count == 20)
        }
    }

    @Test func `the shortest Allocate gets the whole challenge in 80 bytes`() throws {
        let server = CredentialsUnderTest()
        let request = CredentialsUnderTest.bare()
        #expect(request.count == 28)

        let verdict = try server.judge(request)
        #expect(verdict.response.count == 80)
        #expect(verdict.challenge?.offersAlgorithms == true)
        #expect(verdict.refusal?.reason == "")
    }

    @Test func `a bare header gets a challenge without the choice of algorithms`() throws {
        let server = CredentialsUnderTest()
        let request = CredentialsUnderTest.bare(.refresh)
        #expect(request.count == 20)

        let verdict = try server.judge(request)
        #expect(verdict.response.count == 68)
        let nonce = try #require(verdict.challenge?.nonce)
        #expect(String(decoding: nonce, as: UTF8.self).hasPrefix("obMatJos2AAAA"))
        #expect(try server.judge(server.request(.init(nonce: nonce))).user != nil)
        #expect(
            try server.judge(server.request(.modern(nonce: nonce))).refusal?.code == .badRequest)
    }

    @Test func `over a stream the reason is told at any length`() throws {
        let server = CredentialsUnderTest()
        let stream = NetworkPath(
            remote: CredentialsUnderTest.client.remote, carrier: Carrier(.stream, number: 3))
        let verdict = try server.judge(CredentialsUnderTest.bare(.refresh), from: stream)
        #expect(verdict.refusal?.reason == "Unauthorized")
        #expect(verdict.challenge?.offersAlgorithms == true)
    }

    /// Every subset of credentials, made of as few bytes as there can be.
    @Test func `bad requests and wrong credentials are never answered with more`() throws {
        let server = CredentialsUnderTest()
        let types: [STUNAttributeType] = [
            .username, .userhash, .realm, .nonce, .passwordAlgorithm, .passwordAlgorithms,
        ]
        for subset in 0..<(1 << types.count) {
            for integrity in [MessageIntegrity.sha1, .sha256] {
                let request = CredentialsUnderTest.written(.request, .allocate) { writer in
                    for (index, type) in types.enumerated() where subset & 1 << index != 0 {
                        writer.write(type)
                    }
                    writer.write(integrity, key: [])
                }
                let time = Duration.seconds(subset)
                let verdict = try server.judge(request, at: time)
                let limit = verdict.refusal?.code == .unauthenticated ? 2 : 1
                #expect(verdict.user == nil)
                #expect(verdict.refusal?.code != .staleNonce)
                #expect(
                    verdict.response.count + Self.headers <= limit * (request.count + Self.headers))
            }
        }
    }

    @Test func `one address gets 50 challenges a second, and others theirs`() throws {
        let server = CredentialsUnderTest()
        for second in 0..<3 {
            let answered = try (0..<1000).filter { index in
                let port = UInt16(1024 + index)
                let flood = NetworkPath(
                    remote: CredentialsUnderTest.client.remote.withPort(port))
                return try server.judge(
                    CredentialsUnderTest.bare(), from: flood,
                    at: .seconds(second) + .microseconds(index)) != .silence
            }
            #expect(answered.count == 50)
        }
        let other = NetworkPath(remote: SocketAddress(ipv4: 0xC000_0299, port: 1))
        #expect(try server.judge(CredentialsUnderTest.bare(), from: other) != .silence)
    }

    @Test func `guesses at a password are limited as well`() throws {
        let server = CredentialsUnderTest()
        var eve = server
        eve.password = "guess"
        let nonce = try server.nonce()
        let answered = try (0..<200).filter { _ in
            try server.judge(eve.request(.init(nonce: nonce))) != .silence
        }
        #expect(answered.count == 49)
    }

    @Test func `who is limited can still prove who they are`() throws {
        let server = CredentialsUnderTest()
        let nonce = try server.nonce()
        for _ in 0..<100 { _ = try server.judge(CredentialsUnderTest.bare()) }
        #expect(try server.judge(CredentialsUnderTest.bare()) == .silence)
        #expect(try server.judge(server.request(.init(nonce: nonce))).user != nil)
    }

    @Test func `a host with IPv6 is its /64`() throws {
        let server = CredentialsUnderTest()
        let answered = try (0..<200).filter { index in
            let host = SocketAddress(high: 0x2001_0db8 << 32, low: UInt64(index), port: 1)
            let verdict = try server.judge(
                CredentialsUnderTest.bare(), from: NetworkPath(remote: host))
            return verdict != .silence
        }
        #expect(answered.count == 50)
    }

    @Test func `a flood of sources neither frees a limited one nor silences most others`() throws {
        let server = CredentialsUnderTest()
        for _ in 0..<50 { _ = try server.judge(CredentialsUnderTest.bare()) }

        let answered = try (0..<5_000).filter { index in
            let source = SocketAddress(ipv4: 0x0A00_0000 + UInt32(index), port: 1)
            return try server.judge(
                CredentialsUnderTest.bare(), from: NetworkPath(remote: source)) != .silence
        }
        #expect(answered.count == 5_000)
        #expect(try server.judge(CredentialsUnderTest.bare()) == .silence)
    }
}
