import ICE
import TURN
import Wire

/// One stream as its shard sees it: what came and isn't whole yet, and what waits to leave.
///
/// Sendable without the compiler's check: after init each property is touched only on the shard's
/// queue; a ``MediaStream`` merely holds it.
final class StreamCarrier: @unchecked Sendable {
    let kind: StreamKind
    let transport: ClientTransport
    let remote: SocketAddress
    private let writer: any StreamWriter
    /// `nil` before the shard has taken the stream, and once it is closed.
    private(set) var carrier: Carrier?
    /// What tells the shard that a burst has been written.
    private var reportWritten: (@Sendable () -> Void)?
    /// Nothing would be lost with it since then; see ``StreamWatch``.
    var unusedSince: MonotonicTime
    private var outgoing = StreamSendQueue()
    private var isFed = false
    /// The beginning of a datagram whose rest hasn't come.
    private var incomplete: [UInt8] = []

    init(
        _ kind: StreamKind, remote: SocketAddress, transport: ClientTransport,
        writer: any StreamWriter
    ) {
        self.kind = kind
        self.remote = remote
        self.transport = transport
        self.writer = writer
        unusedSince = MonotonicTime(nanoseconds: 0)
    }

    /// What its datagrams come on; `nil` while it is not open.
    var path: NetworkPath? { carrier.map { NetworkPath(remote: remote, carrier: $0) } }

    var counters: StreamQueueCounters { outgoing.counters }

    func open(
        as carrier: Carrier, now: MonotonicTime, reportWritten: @escaping @Sendable () -> Void
    ) {
        self.carrier = carrier
        self.reportWritten = reportWritten
        unusedSince = now
    }

    /// Forgets everything that waits. The connection itself is closed too where `isOurs` says.
    func close(byUs isOurs: Bool) {
        carrier = nil
        reportWritten = nil
        outgoing = StreamSendQueue()
        incomplete = []
        if isOurs { writer.close() }
    }

    /// Closes the connection of a stream that no shard has taken.
    func refuse() {
        writer.close()
    }

    // MARK: Coming in

    /// Hands each datagram that `bytes` complete to `body`, in order; they stay where they are until
    /// `end` has returned.
    ///
    /// - Returns: false where what came is nothing that the stream is for.
    func receive(
        _ bytes: [UInt8], each body: (UnsafeMutableRawBufferPointer) -> Void, end: () -> Void
    ) -> Bool {
        var waiting = incomplete
        incomplete = []
        waiting.append(contentsOf: bytes)
        var taken = 0
        let isSound = waiting.withUnsafeMutableBytes { waiting in
            defer { end() }
            while true {
                let front = UnsafeMutableRawBufferPointer(rebasing: waiting[taken...])
                switch frame(at: front.bytes) {
                case .incomplete: return true
                case .malformed: return false
                case .frame(let datagram, let length):
                    body(UnsafeMutableRawBufferPointer(rebasing: front[datagram]))
                    taken += length
                }
            }
        }
        if taken < waiting.count {
            waiting.removeFirst(taken)
            incomplete = waiting
        }
        return isSound
    }

    private func frame(at front: RawSpan) -> StreamFrame {
        switch kind {
        case .turn: TURNStreamFraming.frame(at: front)
        case .framedICE: RFC4571Framing.frame(at: front)
        }
    }

    // MARK: Going out

    /// - Returns: whether it is the first since ``send(now:)``.
    func queue(_ datagram: UnsafeRawBufferPointer, now: MonotonicTime) -> Bool {
        guard carrier != nil else { return false }
        let head = kind == .framedICE ? RFC4571Framing.head(of: datagram.count) : nil
        outgoing.append(
            datagram, head: head, cargo: StreamCargo(of: datagram.bytes, over: kind), now: now)
        defer { isFed = true }
        return !isFed
    }

    /// Sends what waits, unless a burst is still on its way.
    func send(now: MonotonicTime) {
        isFed = false
        guard let reportWritten, let burst = outgoing.takeBurst(now: now) else { return }
        writer.write(burst, written: reportWritten)
    }

    func burstWasWritten(now: MonotonicTime) {
        outgoing.burstWasWritten(now: now)
        send(now: now)
    }
}
