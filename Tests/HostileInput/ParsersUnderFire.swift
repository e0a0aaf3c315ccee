import ICE
import STUN
import TURN
import Wire

/// The parsers of STUN, ICE and the streams' framings, each given what no honest sender writes.
package struct ParsersUnderFire {
    package private(set) var packets: UInt64 = 0
    package private(set) var frames: UInt64 = 0

    private var numbers: SeededNumbers
    private let client: FuzzedClient

    package init(seed: UInt64) {
        numbers = SeededNumbers(seed: seed)
        client = FuzzedClient(
            path: NetworkPath(remote: SocketAddress(ipv4: 1, port: 1)), name: "alice",
            password: "x", isModern: false)
    }

    /// Parses one packet in every way there is.
    package mutating func step() throws(HostileFailure) {
        packets += 1
        let message = packet()
        let packet = numbers.once(in: 4) ? message : Damage.apply(to: message, &numbers)
        read(packet.span.bytes)
        let stream = packet + self.packet() + Damage.apply(to: message, &numbers)
        try cut(stream, TURNStreamFraming.frame(at:))
        try cut(stream, RFC4571Framing.frame(at:))
        let (high, low) = RFC4571Framing.head(of: packet.count)
        try cut([high, low] + packet + stream, RFC4571Framing.frame(at:))
    }

    private mutating func packet() -> [UInt8] {
        switch numbers.below(4) {
        case 0: Damage.madeUpMessage(&numbers)
        case 1: numbers.bytes(numbers.below(300))
        default: client.message(to: [SocketAddress(ipv4: 7, port: 7)], &numbers)
        }
    }

    private func read(_ datagram: RawSpan) {
        _ = try? ConnectivityCheck(parsing: datagram)
        guard let message = try? STUNMessage(decoding: datagram) else { return }
        for attribute in message.attributes {
            precondition(attribute.value.upperBound <= datagram.byteCount)
            _ = message.xorAddress(of: attribute, in: datagram)
        }
        _ = message.errorCode(in: datagram)
        _ = message.errorReason(in: datagram)
        _ = message.passwordAlgorithm(in: datagram)
        _ = message.hasValidFingerprint(in: datagram)
        _ = message.unknownAttributes { _ in false }
        for integrity in [MessageIntegrity.sha1, .sha256] {
            precondition(!message.isIntact(in: datagram, key: [1, 2, 3], by: integrity))
        }
    }

    /// Cuts `stream` into frames twice: all of it at once, and as it grows by a few bytes.
    private mutating func cut(
        _ stream: [UInt8], _ frame: (RawSpan) -> StreamFrame
    ) throws(HostileFailure) {
        let whole = try frames(of: stream, available: { _ in stream.count }, frame)
        let piece = numbers.pick([1, 7, 40, 333])
        let piecewise = try frames(
            of: stream, available: { min(($0 + piece - 1) / piece * piece, stream.count) }, frame)
        guard whole == piecewise else { throw .framesDependOnSegments(stream) }
        frames += UInt64(whole.count)
    }

    /// - Parameter available: how many bytes have come when so many are asked for.
    private func frames(
        of stream: [UInt8], available: (Int) -> Int, _ frame: (RawSpan) -> StreamFrame
    ) throws(HostileFailure) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var (start, end) = (0, available(0))
        while true {
            let front = stream.span.bytes.extracting(start..<end)
            switch frame(front) {
            case .malformed: return found
            case .incomplete:
                guard end < stream.count else { return found }
                end = max(available(end + 1), end + 1)
            case .frame(let datagram, let length):
                guard length > 0, length <= end - start, datagram.upperBound <= length
                else { throw .misplacedFrame(stream) }
                found.append((start + datagram.lowerBound)..<(start + datagram.upperBound))
                start += length
                end = max(end, start)
            }
        }
    }
}
