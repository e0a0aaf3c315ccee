import ICE
import STUN
import Synchronization
import TURN
import Wire

@testable import Engine

/// A way for datagrams to a server and back.
protocol TestWire: AnyObject {
    func send(_ datagram: [UInt8])
    /// What has come since the last call.
    func receiveAll() -> [[UInt8]]
}

/// UDP on loopback.
final class SocketWire: TestWire {
    let socket: LoopbackSocket
    private let slab: CarrierSendSlab
    private let server: NetworkPath

    init(to server: SocketAddress) throws {
        socket = try LoopbackSocket()
        slab = CarrierSendSlab(socket: socket.socket)
        self.server = NetworkPath(remote: server)
    }

    func send(_ datagram: [UInt8]) {
        slab.write(datagram, to: server)
        slab.flush()
    }

    func receiveAll() -> [[UInt8]] { socket.receiveAll() }
}

/// A stream whose bytes go byte by byte.
final class StreamWire: TestWire {
    let writer = TestWriter()
    private let kind: StreamKind
    private let stream: MediaStream
    private var incoming: [UInt8] = []

    init(
        _ kind: StreamKind,
        open: (StreamKind, SocketAddress, ClientTransport, any StreamWriter) -> MediaStream?
    ) throws {
        self.kind = kind
        let remote = SocketAddress(ipv4: 0xc000_0263, port: 40_000)
        guard let stream = open(kind, remote, .tcp, writer) else { throw Missed(what: "a stream") }
        self.stream = stream
    }

    func send(_ datagram: [UInt8]) {
        switch kind {
        case .framedICE:
            let head = RFC4571Framing.head(of: datagram.count)
            sendBytes([head.0, head.1] + datagram)
        case .turn:
            sendBytes(datagram + [UInt8](repeating: 0, count: -datagram.count & 3))
        }
    }

    func sendBytes(_ bytes: [UInt8]) {
        for byte in bytes { stream.receive([byte], taken: {}) }
    }

    func end() {
        stream.ended()
    }

    func receiveAll() -> [[UInt8]] {
        incoming += writer.takeWritten()
        var datagrams: [[UInt8]] = []
        while true {
            let frame =
                kind == .turn
                ? TURNStreamFraming.frame(at: incoming.span.bytes)
                : RFC4571Framing.frame(at: incoming.span.bytes)
            guard case .frame(let datagram, let length) = frame else { return datagrams }
            datagrams.append(Array(incoming[datagram]))
            incoming.removeFirst(length)
        }
    }
}

/// The far end of a stream.
final class TestWriter: StreamWriter {
    private struct State {
        var bytes: [UInt8] = []
        var reports: [@Sendable () -> Void] = []
        var isStalled = false
        var isClosed = false
    }

    private let state = Mutex(State())

    var isClosed: Bool { state.withLock(\.isClosed) }

    /// From now on nothing is said to be written until ``resume()``.
    func stall() {
        state.withLock { $0.isStalled = true }
    }

    func resume() {
        let reports = state.withLock { state in
            defer { state.reports = [] }
            state.isStalled = false
            return state.reports
        }
        for report in reports { report() }
    }

    func takeWritten() -> [UInt8] {
        state.withLock { state in
            defer { state.bytes = [] }
            return state.bytes
        }
    }

    func write(_ burst: [UInt8], written: @escaping @Sendable () -> Void) {
        let isWritten = state.withLock { state in
            state.bytes += burst
            if state.isStalled { state.reports.append(written) }
            return !state.isStalled
        }
        if isWritten { written() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
    }
}
