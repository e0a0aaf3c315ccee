import Testing

@testable import Signaling

@Suite struct OutboundQueueTests {
    @Test func `messages come out in order, the closure last, then nothing`() async {
        let queue = OutboundQueue()
        _ = queue.send("a")
        _ = queue.send("b")
        queue.close(.normal)
        #expect(queue.send("c") == .closed)

        var items: [OutboundItem] = []
        while let item = await queue.next() { items.append(item) }

        #expect(items == [.message("a"), .message("b"), .close(.normal)])
    }

    @Test func `a reader that waits gets the next message`() async {
        let queue = OutboundQueue()

        async let item = queue.next()
        while queue.send("a") != .queued {}

        #expect(await item == .message("a"))
    }

    @Test func `a reader that waits is let go by a closure, by the end and by cancellation`() async
    {
        let closing = OutboundQueue()
        async let closed = closing.next()
        closing.close(.normal)
        #expect(await closed == .close(.normal))

        let ending = OutboundQueue()
        async let ended = ending.next()
        ending.abandon()
        #expect(await ended == nil)

        let cancelled = OutboundQueue()
        let task = Task { await cancelled.next() }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func `it is full by the bytes or by the messages`() {
        let large = OutboundQueue()
        #expect(large.send(String(repeating: "a", count: OutboundQueue.byteLimit)) == .queued)
        #expect(large.send("a") == .full)

        let many = OutboundQueue()
        for _ in 0..<OutboundQueue.messageLimit { #expect(many.send("") == .queued) }
        #expect(many.send("") == .full)
        _ = many.takeNext()
        #expect(many.send("") == .queued)
    }

    @Test func `a closure at once drops what was queued`() {
        let queue = OutboundQueue()
        _ = queue.send("a")
        queue.close(ConnectionClosure(.tooSlow), isAtOnce: true)

        #expect(queue.takeNext() == .close(ConnectionClosure(.tooSlow)))
        #expect(queue.takeNext() == nil)
    }
}
