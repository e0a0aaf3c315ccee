import STUN
import TURN
import Testing

@Suite struct TimeLimitedCredentialTests {
    static let secret = Array("north".utf8)
    static let unixTime = CredentialsUnderTest.unixTime

    /// `printf 1433895918:filippo | openssl dgst -sha1 -hmac logen -binary | base64`
    @Test func `the password is the base64 of HMAC-SHA1 of the name`() {
        let (username, password) = TimeLimitedCredential.make(
            label: "filippo", expiresAt: 1_433_895_918, secret: Array("logen".utf8))
        #expect(username == "1433895918:filippo")
        #expect(password == "vqJQdRhkAMsaZ5wOk8nGm5Zp8b4=")
    }

    @Test(arguments: [
        ("v.4f2a", RelayKind.virtual), ("r.4f2a", .real), ("4f2a", .virtual), ("", .virtual),
        ("x:r.1", .virtual),
    ])
    func `a minted name is taken, and its label says which relay`(
        label: String, relay: RelayKind
    ) throws {
        let client = Self.client(label: label, expiresIn: 60)
        for dress in [
            CredentialsUnderTest.Dress(nonce: try client.nonce()),
            .modern(nonce: try client.nonce()),
        ] {
            let user = try #require(try client.judge(client.request(dress)).user)
            #expect(user.label == label)
            #expect(user.relay == relay)
            #expect(user.expiresAt == Self.unixTime + 60)
        }
    }

    @Test func `a label without a relay gets the configured one`() throws {
        let client = Self.client(label: "4f2a", expiresIn: 60, defaultRelay: .real)
        let request = client.request(.init(nonce: try client.nonce()))
        #expect(try client.judge(request).user?.relay == .real)
    }

    @Test(arguments: [0, -1, -1_000_000])
    func `an expired name gets no allocation, and is told why`(seconds: Int64) throws {
        let client = Self.client(label: "v.1", expiresIn: seconds)
        let request = client.request(.init(nonce: try client.nonce()))

        let refusal = try #require(try client.judge(request).refusal)
        #expect(refusal.code == .unauthenticated)
        #expect(refusal.reason == "Credential expired")
    }

    @Test(arguments: [STUNMethod.refresh, .createPermission, .channelBind, .allocate])
    func `a name that expires after Allocate goes on for its allocation`(method: STUNMethod) throws
    {
        let client = Self.client(label: "v.1", expiresIn: 60)
        let nonce = try client.nonce()
        let user = try #require(try client.judge(client.request(.init(nonce: nonce))).user)

        let later = try client.judge(
            client.request(method, .init(nonce: nonce)), unixTime: Self.unixTime + 3600,
            existing: user)
        #expect(later.user == user)
    }

    @Test(arguments: [
        "", ":", "x", "x:v.1", " 1:v.1", "-1:v.1", "+1:v.1", "１:v.1",
        "9999999999999999999999:v.1", "1800000060v.1", "0x7:v.1",
    ])
    func `a name that doesn't begin with a time is nobody's`(name: String) throws {
        var client = Self.client(label: "v.1", expiresIn: 60)
        client.name = name
        let request = client.request(.init(nonce: try client.nonce()))
        #expect(try client.judge(request).refusal?.code == .unauthenticated)
    }

    @Test func `the password of one name is not another's`() throws {
        var client = Self.client(label: "v.1", expiresIn: 60)
        client.name = "\(Self.unixTime + 61):v.1"
        let request = client.request(.init(nonce: try client.nonce()))
        #expect(try client.judge(request).refusal?.code == .unauthenticated)
    }

    @Test func `configured users are known beside a secret`() throws {
        let client = CredentialsUnderTest(secret: Self.secret)
        var dress = CredentialsUnderTest.Dress(nonce: try client.nonce())
        #expect(try client.judge(client.request(dress)).user?.name == "alice")
        dress.hidesName = true
        #expect(try client.judge(client.request(dress)).user?.name == "alice")
    }

    private static func client(
        label: String, expiresIn seconds: Int64, defaultRelay: RelayKind = .virtual
    ) -> CredentialsUnderTest {
        var client = CredentialsUnderTest(
            users: [:], secret: secret, defaultRelay: defaultRelay)
        (client.name, client.password) = TimeLimitedCredential.make(
            label: label, expiresAt: unixTime + seconds, secret: secret)
        return client
    }
}
