import Dispatch
import ICE
import Logging
import SFU
import TURN
import Testing
import Wire

@testable import Engine

/// Streams from their opening to their end.
@Suite struct StreamTests {
    @Test func `a browser whose stream ends is found again over another`() async throws {
        let engine = try MediaEngine.start(.servingTURN(), logger: .quiet)
        let wire = try StreamWire(.framedICE, open: engine.openStream)
        _ = try await engine.openRoom(CallTests.room)
        #expect(
            await engine.perform(.addEndpoint(CallTests.doctor, CallTests.room, isAdmitted: true))
                == .done)
        _ = try await CallTests.publish(engine, over: wire)
        #expect(await engine.shards[0].knownPaths() == 1)

        wire.end()
        let counters = await engine.counters().shards[0]
        #expect(counters.streams.open == 0)
        #expect(counters.streams.opened == 1)
        #expect(await engine.shards[0].knownPaths() == 0)
        #expect(!wire.writer.isClosed)
        await engine.shutdown()
    }

    @Test func `an allocation ends with its stream`() async throws {
        let engine = try MediaEngine.start(.servingTURN(), logger: .quiet)
        let wire = try StreamWire(.turn, open: engine.openStream)
        #expect(try await TURNWire(over: wire).allocate() == 0)
        #expect(await engine.counters().shards[0].turn.allocations == 1)

        wire.end()
        #expect(await engine.counters().shards[0].turn.allocations == 0)
        await engine.shutdown()
    }

    @Test func `a stream that nothing uses is closed within 30 s, whatever trickles in`()
        async throws
    {
        let engine = try MediaEngine.start(.servingTURN(), logger: .quiet)
        let shard = engine.shards[0]
        let idle = try StreamWire(.turn, open: engine.openStream)
        let used = try StreamWire(.turn, open: engine.openStream)
        #expect(try await TURNWire(over: used).allocate() == 0)
        let start = MonotonicClock.now()
        let request: [UInt8] = [0, 1, 0, 16, 0x21, 0x12, 0xa4, 0x42]
        for second in 1...29 {
            idle.sendBytes(second <= 8 ? [request[second - 1]] : [0])
            await shard.look(at: start + .seconds(second))
        }
        #expect(await engine.counters().shards[0].streams.open == 1)
        #expect(idle.writer.isClosed)
        #expect(await engine.counters().shards[0].streams.unused == 1)
        #expect(!used.writer.isClosed)

        // Two minutes later, past its credentials' use.
        engine.revokeTURN(label: TURNWire.user)
        for second in 120...160 { await shard.look(at: start + .seconds(second)) }
        #expect(await engine.counters().shards[0].streams.open == 0)
        #expect(used.writer.isClosed)
        await engine.shutdown()
    }

    @Test func `what is not TURN closes a TURN client's stream`() async throws {
        let engine = try MediaEngine.start(.servingTURN(), logger: .quiet)
        let wire = try StreamWire(.turn, open: engine.openStream)
        wire.sendBytes(Array("GET / HTTP/1.1\r\n".utf8).map { $0 | 0x80 })
        let counters = await engine.counters().shards[0].streams

        #expect(counters.malformed == 1)
        #expect(counters.open == 0)
        #expect(wire.writer.isClosed)
        wire.sendBytes([1, 2, 3])
        wire.end()
        await engine.shutdown()
    }

    @Test func `bytes are reported as taken, however late they come`() async throws {
        let engine = try MediaEngine.start(.servingTURN(), logger: .quiet)
        let writer = TestWriter()
        let remote = SocketAddress(ipv4: 0xc000_0263, port: 40_000)
        let stream = try #require(
            engine.openStream(.turn, remote: remote, transport: .tls, writer: writer))
        let (taken, report) = AsyncStream.makeStream(of: Void.self)
        for _ in 0..<3 { stream.receive([0, 1], taken: { report.yield() }) }
        await engine.shutdown()
        for _ in 0..<3 { stream.receive([0, 1], taken: { report.yield() }) }
        stream.ended()
        stream.receive([0, 1], taken: { report.yield() })

        var count = 0
        for await _ in taken {
            count += 1
            if count == 7 { break }
        }
        #expect(writer.isClosed)
    }

    @Test func `a slow reader loses pictures before sound, and never gets what is late`()
        async throws
    {
        let path = NetworkPath(
            remote: SocketAddress(ipv4: 1, port: 1), carrier: Carrier(.stream, number: 0))
        let carriers = Carriers(listeners: [])
        let slab = CarrierSendSlab(carriers: carriers)
        let writer = TestWriter()
        let stream = StreamCarrier(
            .framedICE, remote: path.remote, transport: .tcp, writer: writer)
        #expect(carriers.streams.insert(stream) == path.carrier)
        stream.open(as: path.carrier, now: slab.now, reportWritten: {})
        let picture = StreamCargoTests.picture + [UInt8](repeating: 7, count: 1100)
        let sound = StreamCargoTests.sound + [UInt8](repeating: 9, count: 100)

        // A second of some 17 Mbit/s, and a connection that takes a burst each 100 ms.
        var sounds = 0
        var pictures = 0
        for millisecond in 0..<1_000 {
            slab.now = MonotonicTime(nanoseconds: Int64(millisecond) * 1_000_000)
            let stamp = [UInt8(millisecond >> 8), UInt8(millisecond & 255)]
            for _ in 0..<2 { slab.write(picture + stamp, to: path) }
            if millisecond.isMultiple(of: 20) { slab.write(sound + stamp, to: path) }
            slab.flush()
            if millisecond % 100 == 99 { stream.burstWasWritten(now: slab.now) }
            for datagram in Self.deframed(writer.takeWritten()) {
                let sentAt = Int(datagram[datagram.count - 2]) << 8 | Int(datagram.last ?? 0)
                #expect(millisecond - sentAt <= 300)
                if datagram.count < 200 { sounds += 1 } else { pictures += 1 }
            }
        }
        let lost = stream.counters
        #expect(lost.audioDropped == 0 && lost.controlDropped == 0)
        #expect(sounds == 50)
        #expect(pictures > 200)
        #expect(lost.videoDropped > 1_200)
    }

    private static func deframed(_ bytes: [UInt8]) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        var rest = bytes
        while case .frame(let datagram, let length) = RFC4571Framing.frame(at: rest.span.bytes) {
            datagrams.append(Array(rest[datagram]))
            rest.removeFirst(length)
        }
        return datagrams
    }

    @Test func `several shards find a browser by its first check`() async throws {
        var configuration = MediaConfiguration.servingTURN()
        configuration.shardCount = 3
        let engine = try MediaEngine.start(configuration, logger: .quiet)
        for number in 0..<3 {
            let room = RoomID(rawValue: "room \(number)")
            _ = try await engine.openRoom(room)
            #expect(
                await engine.perform(.addEndpoint(CallTests.doctor, room, isAdmitted: true))
                    == .done)
            let browser = try NativeBrowser(
                over: StreamWire(.framedICE, open: engine.openStream))
            let offer = browser.description(mid: "0", direction: "sendonly", setup: "actpass")
            let reply = await engine.perform(
                .publish(CallTests.doctor, room, offer: offer, sources: ["0": .microphone]))
            guard case .answer(let answer) = reply else { throw Missed(what: "\(reply)") }
            try await browser.connect(to: answer)
        }
        #expect(await engine.counters().shards.map(\.streams.open) == [1, 1, 1])

        let stranger = try StreamWire(.framedICE, open: engine.openStream)
        stranger.send([1, 2, 3])
        #expect(stranger.writer.isClosed)
        await engine.shutdown()
    }
}

extension Shard {
    /// Paths of calls over streams that are open.
    func knownPaths() async -> Int {
        await ask {
            let paths = self.carriers.streams.elements.compactMap(\.path)
            return paths.count(where: { self.router.plane?.knows($0) ?? false })
        }
    }

    /// Looks after the streams as if it were `now`.
    func look(at now: MonotonicTime) async {
        await ask { self.closeUnusedStreams(now: now) }
    }
}
