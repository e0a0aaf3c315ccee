import Glibc
import Testing
import Wire

@testable import Engine

/// Datagrams through the kernel and back, on loopback.
@Suite struct CarrierSendSlabTests {
    @Test func `a run to one address arrives whole and in order, as one message`() throws {
        let sender = try LoopbackSocket()
        let receiver = try LoopbackSocket()
        let slab = CarrierSendSlab(socket: sender.socket)
        let datagrams = numberedDatagrams(10, length: 1200) + numberedDatagrams(1, length: 300)

        for datagram in datagrams { slab.write(datagram, to: receiver.path) }
        slab.flush()

        #expect(receiver.receiveAll() == datagrams)
        #expect(slab.counters.segmentedMessages == 1)
        #expect(slab.counters.datagramsSent == 11)
        #expect(slab.counters.bytesSent == 12_300)
    }

    @Test func `changing lengths and addresses arrive whole`() throws {
        let sender = try LoopbackSocket()
        let receivers = try (0..<3).map { _ in try LoopbackSocket() }
        let slab = CarrierSendSlab(socket: sender.socket)
        var expected = [[[UInt8]]](repeating: [], count: 3)

        for number in 0..<200 {
            let datagram = numberedDatagrams(1, length: 1 + (number * 37) % 1400)[0]
            let target = (number / 3) % 3
            expected[target].append(datagram)
            slab.write(datagram, to: receivers[target].path)
        }
        slab.flush()

        #expect(receivers.map { $0.receiveAll() } == expected)
        #expect(slab.counters.datagramsSent == 200)
    }

    @Test func `a run longer than one message may be is cut`() throws {
        let sender = try LoopbackSocket()
        let receiver = try LoopbackSocket()
        let slab = CarrierSendSlab(socket: sender.socket)
        let datagrams = numberedDatagrams(130, length: 1200)

        for datagram in datagrams { slab.write(datagram, to: receiver.path) }
        slab.flush()

        #expect(receiver.receiveAll() == datagrams)
        #expect(slab.counters.segmentedMessages == 3)
    }

    @Test func `small datagrams are cut at 64 a message`() throws {
        let sender = try LoopbackSocket()
        let receiver = try LoopbackSocket()
        let slab = CarrierSendSlab(socket: sender.socket)
        let datagrams = numberedDatagrams(65, length: 20)

        for datagram in datagrams { slab.write(datagram, to: receiver.path) }
        slab.flush()

        #expect(receiver.receiveAll() == datagrams)
        #expect(slab.counters.segmentedMessages == 1)
    }

    @Test func `where segmentation is refused the run goes singly, and so do all after it`() throws
    {
        let sender = try LoopbackSocket()
        let receiver = try LoopbackSocket()
        let slab = CarrierSendSlab(socket: sender.socket)
        // Without checksums the kernel refuses to segment.
        var on: Int32 = 1
        setsockopt(
            sender.socket.descriptor, SOL_SOCKET, SO_NO_CHECK, &on,
            socklen_t(MemoryLayout<Int32>.size))
        let datagrams = numberedDatagrams(8, length: 700)

        for _ in 0..<2 {
            for datagram in datagrams { slab.write(datagram, to: receiver.path) }
            slab.flush()
        }

        #expect(receiver.receiveAll() == datagrams + datagrams)
        #expect(slab.counters.segmentationRefused == 1)
        #expect(slab.counters.segmentedMessages == 0)
        #expect(slab.counters.datagramsSent == 16)
    }

    @Test func `the memory of refusals is bounded`() throws {
        let slab = CarrierSendSlab(socket: try LoopbackSocket().socket)

        for port in 1...UInt16(CarrierSendSlab.memoLimit + 1) {
            slab.stopSegmenting(to: SocketAddress(ipv4: 1, port: port))
        }
        #expect(slab.unsegmentedDestinations.count == 1)
    }

    @Test(arguments: [
        (EAGAIN, true, SendVerdict.dropRest), (ENOBUFS, false, .dropRest),
        (EINVAL, true, .sendSingly), (EIO, true, .sendSingly), (EMSGSIZE, true, .sendSingly),
        (EINVAL, false, .drop), (EMSGSIZE, false, .drop), (EHOSTUNREACH, true, .drop),
        (EPERM, false, .drop),
    ])
    func `each refusal of the kernel has its answer`(
        code: Int32, isSegmented: Bool, verdict: SendVerdict
    ) {
        #expect(SendVerdict(code: code, isSegmented: isSegmented) == verdict)
    }

    @Test func `a closed socket, a foreign carrier and port 0 lose datagrams, nothing more`() throws
    {
        let sender = try LoopbackSocket()
        let receiver = try LoopbackSocket()
        let slab = CarrierSendSlab(socket: sender.socket)

        slab.write(
            [1, 2], to: NetworkPath(remote: receiver.address, carrier: Carrier(.stream, number: 7)))
        slab.write([3, 4], to: NetworkPath(remote: receiver.address.withPort(0)))
        slab.write([5, 6], to: receiver.path)
        slab.flush()
        #expect(receiver.receiveAll() == [[5, 6]])
        #expect(slab.counters.datagramsRefused == 2)

        sender.socket.close()
        slab.write([7, 8], to: receiver.path)
        slab.flush()
        #expect(slab.counters.datagramsRefused == 3)
    }

    @Test func `a slab that is full flushes by itself`() throws {
        let sender = try LoopbackSocket()
        let receiver = try LoopbackSocket()
        let slab = CarrierSendSlab(socket: sender.socket)
        let datagrams = numberedDatagrams(600, length: 1000)

        for datagram in datagrams { slab.write(datagram, to: receiver.path) }
        slab.flush()

        #expect(receiver.receiveAll() == datagrams)
    }

    @Test func `what was sent at once is read at once`() throws {
        let sender = try LoopbackSocket()
        let receiver = try LoopbackSocket()
        let slab = CarrierSendSlab(socket: sender.socket)
        let inbox = ReceiveSlab()
        let datagrams = numberedDatagrams(5, length: 900) + [[1, 2, 3]]

        for datagram in datagrams { slab.write(datagram, to: receiver.path) }
        slab.flush()

        #expect(inbox.receive(from: receiver.socket) == 1)
        let message = inbox.message(0)
        #expect(message.fits)
        #expect(message.path.remote.port == sender.address.port)
        #expect((0..<message.count).map { Array(message.datagram($0)) } == datagrams)
    }

    @Test func `a datagram too long for a browser's path is noticed`() throws {
        let receiver = try LoopbackSocket()
        let inbox = ReceiveSlab()
        let client = try PlainSender()

        client.send([UInt8](repeating: 1, count: 3000), to: receiver.address)
        client.send([9], to: receiver.address)

        #expect(inbox.receive(from: receiver.socket) == 2)
        #expect(!inbox.message(0).fits)
        #expect(inbox.message(1).fits)
        #expect(inbox.message(1).datagram(0).count == 1)
        #expect(inbox.message(1).path.remote.isLoopback)
        inbox.removeAll()
        #expect(inbox.receive(from: receiver.socket) == 0)
    }

    @Test func `an address that is taken is refused with its number`() throws {
        let first = try LoopbackSocket()

        let error = #expect(throws: UDPSocketError.self) {
            try UDPSocket(bindingTo: first.address)
        }
        #expect(error?.code == EADDRINUSE)
    }
}
