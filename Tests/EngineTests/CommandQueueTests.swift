import Foundation
import Synchronization
import Testing

@testable import Engine

/// How a shard hears of what it is to do: never twice, and never not at all.
@Suite struct CommandQueueTests {
    @Test func `Dispatch is asked once, however much is left`() throws {
        let commands = CommandQueue(bell: try #require(Doorbell()))
        #expect(commands.put {})
        #expect(!commands.put {})
        #expect(commands.take().count == 2)
        #expect(!commands.put {})
        #expect(commands.take().count == 1)
        #expect(commands.leave())
        #expect(commands.put {})
    }

    @Test func `a shard neither waits nor leaves while a command is there`() throws {
        let commands = CommandQueue(bell: try #require(Doorbell()))
        _ = commands.take()
        _ = commands.put {}
        #expect(!commands.beginWaiting())
        #expect(!commands.leave())
        #expect(commands.take().count == 1)
        #expect(commands.beginWaiting())
    }

    @Test func `the bell wakes a shard that waits, once`() throws {
        let bell = try #require(Doorbell())
        let epoll = try #require(EpollSource())
        #expect(epoll.add(bell))
        let commands = CommandQueue(bell: bell)
        _ = commands.take()
        #expect(commands.beginWaiting())
        #expect(epoll.ready().isEmpty)

        #expect(!commands.put {})
        #expect(Array(epoll.ready(within: 60_000_000_000)) == [EpollSource.bellTag])
        bell.silence()
        #expect(!commands.put {})
        #expect(epoll.ready().isEmpty)
        #expect(commands.take().count == 2)
    }

    @Test func `commands of one thread come in order, and of several none is lost`() async throws {
        let senders = 4
        let each = 5_000
        let bell = try #require(Doorbell())
        let epoll = try #require(EpollSource())
        #expect(epoll.add(bell))
        let commands = CommandQueue(bell: bell)
        _ = commands.take()
        let seen = Mutex([[Int]](repeating: [], count: senders))

        for sender in 0..<senders {
            Thread.detachNewThread {
                for number in 0..<each {
                    // The shard never leaves, so nobody has to be asked to run it.
                    if commands.put({ seen.withLock { $0[sender].append(number) } }) { return }
                }
            }
        }
        var performed = 0
        while performed < senders * each {
            for command in commands.take() {
                command()
                performed += 1
            }
            guard performed < senders * each, commands.beginWaiting() else { continue }
            // A lost wake-up would let this wait run out.
            let woken = await withCheckedContinuation { continuation in
                nonisolated(unsafe) let epoll = epoll  // This test waits until it is given back.
                Thread.detachNewThread {
                    continuation.resume(returning: !epoll.ready(within: 60_000_000_000).isEmpty)
                }
            }
            try #require(woken)
            bell.silence()
        }
        #expect(seen.withLock { $0 } == Array(repeating: Array(0..<each), count: senders))
    }
}
