import Clinic
import Testing

@Suite struct JoinTokenTests {
    private static let now = Samples.start
    private static let session = BearerSecret.random().hash

    private static func token() throws -> JoinToken {
        let minted = JoinToken.mint(
            for: Samples.patient.id, in: Samples.appointment(Samples.call(.waiting)), at: now,
            lifetime: .seconds(3600))
        return try #require(minted).token
    }

    @Test func `a secret has 192 random bits, and its store sees only the hash`() {
        let secrets = (0..<500).map { _ in BearerSecret.random() }

        #expect(Set(secrets.map(\.text)).count == 500)
        for secret in secrets {
            #expect(Base64URL.bytes(of: secret.text)?.count == 24)
            #expect(BearerSecret(text: secret.text)?.hash == secret.hash)
            #expect(SecretHash(hex: secret.hash.hex) == secret.hash)
        }
    }

    @Test(arguments: ["", "short", String(repeating: "=", count: 32), "a\0"])
    func `what cannot be a secret of ours is not looked up`(text: String) {
        #expect(BearerSecret(text: text) == nil)
    }

    @Test func `what is derived depends on secret and purpose`() {
        let secret = BearerSecret.random()

        #expect(secret.derived(for: "csrf") == secret.derived(for: "csrf"))
        #expect(secret.derived(for: "csrf") != secret.derived(for: "other"))
        #expect(secret.derived(for: "csrf") != BearerSecret.random().derived(for: "csrf"))
        #expect(secret.derived(for: "csrf").matches(secret.derived(for: "csrf").text))
        #expect(!secret.derived(for: "csrf").matches(""))
        #expect(!secret.derived(for: "csrf").matches(secret.text))
    }

    @Test func `a token is minted for people of a started call only`() throws {
        let running = Samples.appointment(Samples.call(.waiting))
        let minted = try #require(
            JoinToken.mint(for: Samples.guest.id, in: running, at: Self.now, lifetime: .seconds(9)))

        #expect(minted.token.hash == minted.secret.hash)
        #expect(minted.token.role == .guest)
        #expect(minted.token.expiresAt == Self.now + .seconds(9))
        #expect(
            JoinToken.mint(
                for: Samples.stranger.id, in: running, at: Self.now, lifetime: .seconds(9)) == nil)
        #expect(
            JoinToken.mint(
                for: Samples.guest.id, in: Samples.appointment(), at: Self.now,
                lifetime: .seconds(9)) == nil)
    }

    @Test func `the first session binds a token, and only it comes back`() throws {
        var token = try Self.token()
        #expect(token.verdict(for: Self.session, in: Samples.room, at: Self.now) == .bindsNow)

        token.session = Self.session
        #expect(token.verdict(for: Self.session, in: Samples.room, at: Self.now) == .sameSession)
        #expect(
            token.verdict(for: BearerSecret.random().hash, in: Samples.room, at: Self.now)
                == .refused(.otherSession))
    }

    @Test func `an expired token is refused from its first instant on`() throws {
        let token = try Self.token()
        let last = token.expiresAt - .milliseconds(1)

        #expect(token.verdict(for: Self.session, in: Samples.room, at: last) == .bindsNow)
        #expect(
            token.verdict(for: Self.session, in: Samples.room, at: token.expiresAt)
                == .refused(.expired))
    }

    @Test func `a superseded token and one of another room are refused`() throws {
        var token = try Self.token()
        #expect(
            token.verdict(for: Self.session, in: CallRoomID(rawValue: "other"), at: Self.now)
                == .refused(.otherRoom))

        token.supersededAt = Self.now
        #expect(
            token.verdict(for: Self.session, in: Samples.room, at: Self.now)
                == .refused(.superseded))
    }
}
