import DTLSSRTP
import Dispatch
import Foundation
import Logging
import SFU
import Synchronization
import Testing
import Wire

@testable import Engine

/// One shard under more than it can take at once.
@Suite struct ShardTests {
    @Test func `a flood is read in bounded pieces, with commands in between`() async throws {
        let shard = try Self.shard()
        let client = try PlainSender()
        for _ in 0..<2_500 {
            client.send([0xff, 1, 2, 3], to: shard.carriers.listeners[0].localAddress)
        }

        shard.start()
        #expect(await shard.perform(.openRoom(RoomID(rawValue: "room"))) == .done)
        let counters = try await Self.settled(shard)

        // How many a socket holds is the host's matter; that a drain ends after 1,024 is ours.
        let pieces = (counters.datagramsReceived - 1) / UInt64(Shard.batchLimit * 64)
        #expect(counters.datagramsReceived > 64)
        #expect(counters.drainsCutShort >= pieces)
        #expect(counters.batchesReceived >= counters.datagramsReceived / 64)
        await shard.shutdown()
    }

    @Test func `noise of every kind is counted and answered to nobody`() async throws {
        let shard = try Self.shard()
        shard.start()
        let client = try PlainSender()
        var noise = SystemRandomNumberGenerator()

        for number in 0..<2_000 {
            var datagram = (0..<(number % 300)).map { _ in UInt8.random(in: 0...255, using: &noise)
            }
            if number % 3 == 0, datagram.count > 8 {
                datagram.replaceSubrange(0..<8, with: [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42])
            }
            client.send(datagram, to: shard.carriers.listeners[0].localAddress)
            if number % 100 == 99 { _ = await shard.readCounters() }
        }
        let counters = try await Self.settled(shard)

        #expect(counters.datagramsReceived > 0)
        #expect(counters.sent.datagramsSent == 0)
        await shard.shutdown()
    }

    @Test func `commands before the start and after the end are refused`() async throws {
        let shard = try Self.shard()
        let room = RoomID(rawValue: "room")
        #expect(await shard.perform(.openRoom(room)) == .refused(.unknownRoom))
        shard.start()
        #expect(await shard.perform(.openRoom(room)) == .done)
        await shard.shutdown()
        #expect(await shard.perform(.closeRoom(room)) == .refused(.unknownRoom))
    }

    @Test func `commands and deadlines keep their turn while datagrams never end`() async throws {
        let shard = try Self.shard()
        shard.start()
        let address = shard.carriers.listeners[0].localAddress
        let isOver = Mutex(false)
        let client = try PlainSender()
        nonisolated(unsafe) let sender = client  // From here on of that thread alone.
        Thread.detachNewThread {
            while !isOver.withLock({ $0 }) { sender.send([0xff, 1, 2, 3], to: address) }
        }
        try await eventually("datagrams") {
            await shard.readCounters().datagramsReceived > 0 ? true : nil
        }

        let room = RoomID(rawValue: "room")
        #expect(await shard.perform(.openRoom(room)) == .done)
        for number in 0..<10 {
            let endpoint = EndpointID(rawValue: "\(number)")
            #expect(await shard.perform(.addEndpoint(endpoint, room, isAdmitted: true)) == .done)
        }
        // A deadline that has passed, met without Dispatch's timer.
        await shard.ask { shard.streamWatch.streamOpened(at: MonotonicTime(nanoseconds: 0)) }
        try await eventually("the deadline") {
            await shard.ask { shard.streamWatch.nextDeadline == nil } ? true : nil
        }
        isOver.withLock { $0 = true }
        await shard.shutdown()
    }

    @Test func `a bell rung while the shard is away is silenced`() async throws {
        let shard = try Self.shard()
        shard.start()
        shard.bell.ring()
        try await eventually("silence") {
            await shard.ask { shard.epoll.ready().isEmpty } ? true : nil
        }
        await shard.shutdown()
    }

    @Test func `a shard that has kept its thread gives it back, and is woken again`() async throws {
        let shard = try Self.shard()
        shard.start()
        let client = try PlainSender()
        let address = shard.carriers.listeners[0].localAddress
        for round in 1...3 {
            // Few enough to fit any buffer, close enough to keep the thread.
            for _ in 0..<20 { client.send([0xff, 1, 2, 3], to: address) }
            try await eventually("\(round * 20) datagrams") {
                await shard.readCounters().datagramsReceived >= UInt64(round * 20) ? true : nil
            }
            // Nothing but Dispatch runs this: it waits for the shard to leave.
            await withCheckedContinuation { continuation in
                shard.queue.async { continuation.resume() }
            }
        }
        await shard.shutdown()
    }

    private static func shard() throws -> Shard {
        let configuration = MediaConfiguration.loopback()
        let socket = try UDPSocket(bindingTo: configuration.listenAddress)
        return try Shard(
            index: 0, configuration: configuration, listeners: [socket],
            bound: [[socket.localAddress]], certificate: .generate(),
            recordings: RecordingWriter(
                directory: configuration.recordingsDirectory, logger: .quiet))
    }

    /// Counters once no more datagrams come in.
    private static func settled(_ shard: Shard) async throws -> ShardCounters {
        var counters = await shard.readCounters()
        var calm = 0
        while calm < 1_000 {
            let next = await shard.readCounters()
            calm = next.datagramsReceived == counters.datagramsReceived ? calm + 1 : 0
            counters = next
            await Task.yield()
        }
        return counters
    }
}
