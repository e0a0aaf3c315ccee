import Clinic
import Storage
import Testing

@Suite struct TokenStoreTests {
    private static let now = TemporaryStorage.now

    private static func minted(
        _ storage: TemporaryStorage, for role: Role = .patient, at time: WallTime = now
    ) async throws -> (secret: BearerSecret, token: JoinToken, dead: [SecretHash]) {
        let appointment = try await storage.startedAppointment()
        let (secret, token) = try JoinToken.mint(
            for: TemporaryStorage.id(role), in: appointment, at: time, lifetime: .seconds(3600)
        ).orThrow()
        return (secret, token, try await storage.stores.tokens.mint(token))
    }

    @Test func `a token comes back whole and in no secret's clear text`() async throws {
        let storage = try await TemporaryStorage.filled()
        let (secret, token, dead) = try await Self.minted(storage)

        #expect(dead.isEmpty)
        #expect(try await storage.stores.tokens.token(secret.hash) == token)
        #expect(try await storage.stores.tokens.token(BearerSecret.random().hash) == nil)
        #expect(try storage.bytesOnDisk().contains(Array(token.hash.hex.utf8)))
        #expect(try !storage.bytesOnDisk().contains(Array(secret.text.utf8)))
    }

    @Test func `the first session gets the token, a reload finds it, others are refused`()
        async throws
    {
        let storage = try await TemporaryStorage.filled()
        let tokens = storage.stores.tokens
        let (secret, token, _) = try await Self.minted(storage)
        let session = BearerSecret.random().hash
        func use(by session: SecretHash) async throws -> TokenVerdict {
            try await tokens.use(secret.hash, by: session, in: token.room, at: Self.now).verdict
        }

        #expect(try await use(by: session) == .bindsNow)
        #expect(try await use(by: session) == .sameSession)
        #expect(try await use(by: BearerSecret.random().hash) == .refused(.otherSession))
        let reloaded = try await tokens.token(boundTo: session, in: token.room, at: Self.now)
        #expect(reloaded?.hash == token.hash)
        #expect(
            try await tokens.token(boundTo: session, in: .random(), at: Self.now) == nil)
        #expect(
            try await tokens.token(boundTo: session, in: token.room, at: token.expiresAt) == nil)
    }

    @Test func `an unknown hash is refused without a token`() async throws {
        let storage = try await TemporaryStorage.filled()
        let use = try await storage.stores.tokens.use(
            BearerSecret.random().hash, by: BearerSecret.random().hash, in: .random(),
            at: Self.now)

        #expect(use == TokenUse(verdict: .refused(.unknownToken), token: nil))
    }

    @Test func `of many sessions that are first at once one gets the token`() async throws {
        let storage = try await TemporaryStorage.filled()
        let tokens = storage.stores.tokens
        let (secret, token, _) = try await Self.minted(storage)
        let verdicts = try await withThrowingTaskGroup(of: TokenVerdict.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await tokens.use(
                        secret.hash, by: BearerSecret.random().hash, in: token.room, at: Self.now
                    ).verdict
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(verdicts.count { $0 == .bindsNow } == 1)
        #expect(verdicts.count { $0 == .refused(.otherSession) } == 15)
    }

    @Test func `a newer token of a person kills his older one and nobody else's`() async throws {
        let storage = try await TemporaryStorage.filled()
        let tokens = storage.stores.tokens
        let doctor = try await Self.minted(storage, for: .doctor)
        let first = try await Self.minted(storage)
        let second = try await Self.minted(storage)

        #expect(second.dead == [first.token.hash])
        let session = BearerSecret.random().hash
        let old = try await tokens.use(
            first.secret.hash, by: session, in: first.token.room, at: Self.now)
        #expect(old.verdict == .refused(.superseded))
        let other = try await tokens.use(
            doctor.secret.hash, by: session, in: doctor.token.room, at: Self.now)
        #expect(other.verdict == .bindsNow)
    }

    @Test func `a call that is started anew kills all of its tokens, in its hospital only`()
        async throws
    {
        let storage = try await TemporaryStorage.filled()
        let tokens = storage.stores.tokens
        let doctor = try await Self.minted(storage, for: .doctor)
        let patient = try await Self.minted(storage)

        let foreign = try await tokens.supersedeAll(
            of: TemporaryStorage.appointment, in: TemporaryStorage.otherHospital, at: Self.now)
        #expect(foreign.isEmpty)
        let dead = try await tokens.supersedeAll(
            of: TemporaryStorage.appointment, in: TemporaryStorage.hospital, at: Self.now)
        #expect(Set(dead) == [doctor.token.hash, patient.token.hash])
    }

    @Test func `a person's expired tokens go when he gets a new one`() async throws {
        let storage = try await TemporaryStorage.filled()
        let old = try await Self.minted(storage)
        _ = try await Self.minted(storage, at: Self.now + .seconds(3600))

        #expect(try await storage.stores.tokens.token(old.token.hash) == nil)
    }
}
