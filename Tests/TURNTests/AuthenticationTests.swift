import STUN
import TURN
import Testing
import Wire

@Suite struct AuthenticationTests {
    let server = CredentialsUnderTest()

    @Test func `RFC 8489 §9.2.4 a request without integrity is challenged`() throws {
        let verdict = try server.judge(CredentialsUnderTest.bare())

        let refusal = try #require(verdict.refusal)
        #expect(refusal.code == .unauthenticated)
        #expect(refusal.challenge?.realm == Array("aorta".utf8))
        #expect(refusal.challenge?.offersAlgorithms == true)
        #expect(refusal.user == nil)
        let response = try STUNMessage(decoding: verdict.response.span.bytes)
        #expect(
            response.attributes.map(\.type) == [.errorCode, .realm, .nonce, .passwordAlgorithms])
    }

    @Test func `§9.2 the nonce says which security features there are`() throws {
        let hidden = String(decoding: try server.nonce(), as: UTF8.self)
        #expect(hidden.hasPrefix("obMatJos2AAAD"))

        let shared = CredentialsUnderTest(secret: [1, 2, 3])
        let open = String(decoding: try shared.nonce(), as: UTF8.self)
        #expect(open.hasPrefix("obMatJos2AAAB"))
        #expect(open.utf8.count == 24)
    }

    @Test func `the answer to a challenge is taken, by SHA-1 and MD5 as browsers do it`() throws {
        let request = server.request(.init(nonce: try server.nonce()))

        let user = try #require(try server.judge(request).user)
        #expect(user.name == "alice")
        #expect(user.label == "alice")
        #expect(user.expiresAt == nil)
        #expect(user.integrity == .sha1)
        #expect(user.relay == .virtual)
    }

    @Test func `the answer to a challenge is taken, by SHA-256 and USERHASH`() throws {
        var dress = CredentialsUnderTest.Dress.modern(nonce: try server.nonce())
        dress.hidesName = true

        let user = try #require(try server.judge(server.request(dress)).user)
        #expect(user.name == "alice")
        #expect(user.integrity == .sha256)
        #expect(user.key.count == 32)
    }

    @Test func `an answer is signed as its request was`() throws {
        let nonce = try server.nonce()
        for dress in [CredentialsUnderTest.Dress(nonce: nonce), .modern(nonce: nonce)] {
            let user = try #require(try server.judge(server.request(dress)).user)
            let answer = CredentialsUnderTest.written(.success, .allocate) { user.sign(&$0) }
            let message = try STUNMessage(decoding: answer.span.bytes)
            #expect(message.integrity == dress.integrity)
            let isIntact = message.isIntact(
                in: answer.span.bytes, key: user.key, by: dress.integrity)
            #expect(isIntact)
        }
    }

    @Test(arguments: [STUNAttributeType.username, .realm, .nonce])
    func `§9.2.4 integrity without all the credentials is a bad request`(
        missing: STUNAttributeType
    ) throws {
        var dress = CredentialsUnderTest.Dress(nonce: try server.nonce())
        dress.leavesOut = [missing]

        let refusal = try #require(try server.judge(server.request(dress)).refusal)
        #expect(refusal.code == .badRequest)
        #expect(refusal.challenge == nil)
        #expect(refusal.user == nil)
    }

    @Test func `a wrong password and an unknown user are refused alike`() throws {
        let nonce = try server.nonce()
        for (name, password) in [
            ("alice", "guess"), ("eve", "in wonderland"), ("1800003600:x", "y"), ("", ""),
            (String(repeating: "a", count: 509), "y"),
        ] {
            var stranger = server
            stranger.name = name
            stranger.password = password
            for dress in [CredentialsUnderTest.Dress(nonce: nonce), .modern(nonce: nonce)] {
                let refusal = try #require(try server.judge(stranger.request(dress)).refusal)
                #expect(refusal.code == .unauthenticated)
                #expect(refusal.reason == "Wrong user name or password")
                #expect(refusal.challenge != nil)
            }
        }
    }

    @Test func `an unknown USERHASH and one of another length are refused`() throws {
        var stranger = server
        stranger.name = "eve"
        var dress = CredentialsUnderTest.Dress(nonce: try server.nonce())
        dress.hidesName = true
        #expect(try server.judge(stranger.request(dress)).refusal?.code == .unauthenticated)
    }

    @Test func `a name that isn't UTF-8 is nobody's`() throws {
        let nonce = try server.nonce()
        let key = LongTermKey.md5(name: [0xff], realm: Array("aorta".utf8), password: [1])
        let request = CredentialsUnderTest.written(.request, .allocate) { writer in
            writer.write(.username, [0xff])
            writer.write(.realm, Array("aorta".utf8))
            writer.write(.nonce, nonce)
            writer.writeMessageIntegrity(key: key)
        }
        #expect(try server.judge(request).refusal?.code == .unauthenticated)
    }

    @Test func `no bit of a signed request may change`() throws {
        for dress in [
            CredentialsUnderTest.Dress(nonce: try server.nonce()),
            .modern(nonce: try server.nonce()),
        ] {
            let request = server.request(dress)
            for bit in 0..<(request.count * 8) {
                var damaged = request
                damaged[bit / 8] ^= 1 << UInt8(bit % 8)
                guard let message = try? STUNMessage(decoding: damaged.span.bytes) else { continue }
                let time = Duration.milliseconds(100 * bit)
                #expect(try server.judge(damaged, at: time).user == nil, "\(message.method)")
            }
        }
    }

    @Test func `RFC 8656 §7.1 another user's request for an allocation is refused, signed`() throws
    {
        let nonce = try server.nonce()
        let alice = try #require(try server.judge(server.request(.init(nonce: nonce))).user)
        var bob = server
        (bob.name, bob.password) = ("bob", "builder")

        let verdict = try server.judge(
            bob.request(.refresh, .modern(nonce: nonce)), existing: alice)
        #expect(verdict.refusal?.code == .wrongCredentials)
        let response = verdict.response
        let message = try STUNMessage(decoding: response.span.bytes)
        let key = try #require(verdict.refusal?.user?.key)
        let isIntact = message.isIntact(in: response.span.bytes, key: key, by: .sha256)
        #expect(isIntact)
        #expect(message.first(.nonce) == nil)
    }

    @Test func `the owner of an allocation may change the algorithm from request to request`()
        throws
    {
        let nonce = try server.nonce()
        let first = try #require(try server.judge(server.request(.init(nonce: nonce))).user)
        let second = try server.judge(
            server.request(.refresh, .modern(nonce: nonce)), existing: first)
        #expect(second.user?.integrity == .sha256)
        let third = try server.judge(
            server.request(.refresh, .init(nonce: nonce)), existing: second.user)
        #expect(third.user == first)
    }
}
