import Engine
import SFU
import Testing

@testable import Load

/// The generator against our own media plane, over real sockets on loopback.
@Suite(.serialized) struct LoadGeneratorTests {
    static func plan(rooms: Int, publishers: Int, subscribers: Int) -> LoadPlan {
        var plan = LoadPlan()
        (plan.rooms, plan.publishers, plan.subscribers) = (rooms, publishers, subscribers)
        (plan.settling, plan.duration) = (0.5, 1.5)
        return plan
    }

    static func measure(
        _ plan: LoadPlan, _ inspect: (EngineServer, LoadLevel) async -> Void
    ) async throws {
        let server = try EngineServer()
        let generator = try LoadGenerator(plan, against: server)
        try await generator.resize(to: plan)
        let level = await generator.measure(plan)
        await inspect(server, level)
        await generator.end()
        await server.engine.shutdown()
    }

    @Test func `what one sends arrives at three, whole and in order`() async throws {
        let plan = Self.plan(rooms: 2, publishers: 1, subscribers: 3)
        try await Self.measure(plan) { server, level in
            #expect(level.sessions == 8)
            #expect(level.sessionsAlive == 8)
            #expect(level.joinFailures == 0)
            #expect(level.counters.packetsWrong == 0)
            #expect(level.counters.packetsForged == 0)
            #expect(level.counters.packetsOpened > 500)
            #expect(level.counters.streamsSilent == 0)
            #expect(level.loss < 0.01)
            #expect((300...500).contains(level.sentPerSecond))
            #expect((900...1_500).contains(level.forwardedPerSecond))
            #expect((level.delay?.p50 ?? 100) < 50)
            #expect(level.connect?.samples == 8)
            #expect(LoadLimits().breach(by: level)?.contains("silent") != true)
            let counters = await server.engine.counters().shards[0].forwarding
            #expect(counters.handshakesCompleted == 8)
        }
    }

    @Test func `rooms come and go with the plan`() async throws {
        var plan = Self.plan(rooms: 3, publishers: 1, subscribers: 1)
        let server = try EngineServer()
        let generator = try LoadGenerator(plan, against: server)
        try await generator.resize(to: plan)
        #expect(await server.engine.counters().shards[0].forwarding.endpoints == 6)

        plan.rooms = 1
        try await generator.resize(to: plan)
        #expect(await server.engine.counters().shards[0].forwarding.endpoints == 2)
        let level = await generator.measure(plan)
        #expect(level.sessions == 2)
        #expect(level.counters.packetsWrong == 0)

        await generator.end()
        #expect(await server.engine.counters().shards[0].forwarding.endpoints == 0)
        await server.engine.shutdown()
    }
}
