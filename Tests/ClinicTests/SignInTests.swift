import Testing

@testable import Clinic

@Suite struct PasswordHashTests {
    @Test func `the right password matches, also after storing, and no other does`() throws {
        let hash = try #require(PasswordHash(of: "demo", cost: .test))
        let stored = try #require(PasswordHash(text: hash.text))

        #expect(stored == hash)
        #expect(stored.matches("demo"))
        for wrong in ["", "Demo", "demo ", "dem", String(repeating: "x", count: 2000)] {
            #expect(!stored.matches(wrong))
        }
    }

    @Test func `two hashes of one password differ`() throws {
        let one = try #require(PasswordHash(of: "demo", cost: .test))
        let other = try #require(PasswordHash(of: "demo", cost: .test))

        #expect(one.text != other.text)
    }

    @Test func `an empty password and one too long are refused`() {
        #expect(PasswordHash(of: "", cost: .test) == nil)
        #expect(PasswordHash(of: String(repeating: "x", count: 1025), cost: .test) == nil)
    }

    /// RFC 7914 §12, second vector, cut to the 32 bytes that we keep.
    @Test func `the hash is the scrypt of RFC 7914`() throws {
        let text = "$scrypt$ln=10,r=8,p=16$" + Base64URL.text(of: Array("NaCl".utf8)) + "$"
        // Our salts have 16 bytes: a shorter one is not ours.
        #expect(PasswordHash(text: text + String(repeating: "A", count: 43)) == nil)

        let key = try #require(
            PasswordHash.key(
                of: "password", salt: Array("NaCl".utf8),
                cost: PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 16)))
        #expect(
            Hex.text(of: key)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")
    }

    @Test func `no damaged text traps or asks for more than the limits`() throws {
        let text = try #require(PasswordHash(of: "demo", cost: .test)).text
        for length in 0..<text.count {
            #expect(PasswordHash(text: String(text.prefix(length))) == nil)
        }
        for wrong in ["ln=63,r=8,p=1", "ln=14,r=99,p=1", "ln=14,r=8,p=17", "ln=-1,r=8,p=1", "ln=,"]
        {
            let damaged = text.replacing("ln=4,r=8,p=1", with: wrong)
            #expect(PasswordHash(text: damaged) == nil)
        }
    }

    @Test func `nobody's password never matches`() {
        #expect(!PasswordHash.matchesNobody("demo", cost: .test))
        #expect(!PasswordHash.matchesNobody("", cost: .test))
    }
}

@Suite struct SignInLimitTests {
    private static let now = Samples.start

    @Test func `the sixth try of one source at one account has to wait`() {
        var limit = SignInLimit()
        for _ in 0..<5 {
            #expect(limit.verdict(email: "a@x", source: "s", at: Self.now) == .allowed)
            limit.recordFailure(email: "a@x", source: "s", at: Self.now)
        }

        let later = Self.now + .seconds(60)
        #expect(
            limit.verdict(email: " A@X ", source: "s", at: later)
                == .refused(retryAfter: .seconds(14 * 60)))
        #expect(limit.verdict(email: "a@x", source: "home", at: later) == .allowed)
        #expect(limit.verdict(email: "b@x", source: "s", at: later) == .allowed)
        #expect(
            limit.verdict(email: "a@x", source: "s", at: Self.now + .seconds(900)) == .allowed)
    }

    @Test func `a source that tries many accounts has to wait at all of them`() {
        var limit = SignInLimit()
        for index in 0..<30 {
            limit.recordFailure(email: "\(index)@x", source: "s", at: Self.now)
        }

        #expect(limit.verdict(email: "new@x", source: "s", at: Self.now) != .allowed)
        #expect(limit.verdict(email: "new@x", source: "t", at: Self.now) == .allowed)
    }

    @Test func `many sources together exhaust an account`() {
        var limit = SignInLimit()
        for index in 0..<50 {
            limit.recordFailure(email: "a@x", source: "s\(index)", at: Self.now)
        }

        #expect(limit.verdict(email: "a@x", source: "new", at: Self.now) != .allowed)
    }

    @Test func `the right password forgives this source`() {
        var limit = SignInLimit()
        for _ in 0..<5 { limit.recordFailure(email: "a@x", source: "s", at: Self.now) }
        limit.recordSuccess(email: "a@x", source: "s")

        #expect(limit.verdict(email: "a@x", source: "s", at: Self.now) == .allowed)
    }

    @Test func `an attempt that is taken back counts for nobody`() {
        var limit = SignInLimit()
        for index in 0..<100 {
            limit.recordFailure(email: "a@x", source: "s\(index % 7)", at: Self.now)
            limit.takeBackFailure(email: "a@x", source: "s\(index % 7)")
        }
        for _ in 0..<4 { limit.recordFailure(email: "a@x", source: "s1", at: Self.now) }

        #expect(limit.verdict(email: "a@x", source: "s1", at: Self.now) == .allowed)
        limit.recordFailure(email: "a@x", source: "s1", at: Self.now)
        #expect(limit.verdict(email: "a@x", source: "s1", at: Self.now) != .allowed)
    }

    @Test func `the table is bounded under a flood`() {
        var limit = SignInLimit()
        for index in 0..<3000 {
            limit.recordFailure(
                email: "\(index)@x", source: "s\(index)", at: Self.now + .milliseconds(index))
        }

        #expect(limit.entryCount <= SignInLimit.entryLimit)
    }

    @Test func `endless names count as one`() {
        var limit = SignInLimit()
        let name = "a" + String(repeating: "\u{301}", count: 10_000)
        for index in 0..<5 {
            limit.recordFailure(email: name + "\(index)", source: name, at: Self.now)
        }

        #expect(limit.entryCount == 3)
        #expect(limit.verdict(email: name, source: name, at: Self.now) != .allowed)
    }

    @Test func `a clock that is set back locks nobody out`() {
        var limit = SignInLimit()
        for _ in 0..<5 { limit.recordFailure(email: "a@x", source: "s", at: Self.now) }

        #expect(
            limit.verdict(email: "a@x", source: "s", at: Self.now - .seconds(3600)) == .allowed)
    }
}

@Suite struct WebSessionTests {
    @Test func `a session ends after an hour without a request, and after twelve with`() {
        let now = Samples.start
        var (secret, session) = WebSession.begin(of: Samples.doctor, at: now)

        #expect(session.hash == secret.hash)
        #expect(session.isLive(at: now + .seconds(3599)))
        #expect(!session.isLive(at: now + .seconds(3600)))
        session.lastSeenAt = now + .seconds(12 * 3600 - 1)
        #expect(session.isLive(at: now + .seconds(12 * 3600 - 1)))
        #expect(!session.isLive(at: now + .seconds(12 * 3600)))
    }
}
