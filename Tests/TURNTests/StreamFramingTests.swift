import STUN
import Testing
import Wire

@testable import TURN

/// RFC 8656 §12.4 and §12.5: ChannelData, and messages on a stream.
@Suite struct StreamFramingTests {
    static let stun = ClientUnderTest.message(.indication, .send, transaction: 1) { writer in
        writer.writeXORAddress(.xorPeerAddress, .at("9.9.9.9:1"))
        writer.write(.data, [1, 2, 3, 4, 5])
    }

    /// Takes whole messages off the front, as the engine does.
    static func cut(_ stream: [UInt8]) -> (messages: [[UInt8]], rest: Int, isMalformed: Bool) {
        var messages: [[UInt8]] = []
        var start = 0
        while true {
            let front = Array(stream[start...])
            switch TURNStreamFraming.frame(at: front.span.bytes) {
            case .incomplete: return (messages, stream.count - start, false)
            case .malformed: return (messages, stream.count - start, true)
            case .frame(let datagram, let length):
                messages.append(Array(front[datagram]))
                start += length
            }
        }
    }

    @Test func `messages are cut where they end, and ChannelData behind its padding`() {
        let stream =
            [0x40, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0] + Self.stun + [0x4F, 0xFF, 0, 0]
            + [0x40, 0, 0, 4, 9, 9, 9, 9] + Self.stun
        let cut = Self.cut(stream)
        #expect(
            cut.messages == [
                [0x40, 0, 0, 5, 1, 2, 3, 4, 5], Self.stun, [0x4F, 0xFF, 0, 0],
                [0x40, 0, 0, 4, 9, 9, 9, 9], Self.stun,
            ])
        #expect(cut.rest == 0)
    }

    @Test func `however much has come, nothing is cut too early`() {
        let padded: [UInt8] = [0x40, 1, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0]
        for message in [Self.stun, padded] {
            for length in 0..<message.count {
                let cut = Self.cut(Array(message.prefix(length)))
                #expect(cut.messages.isEmpty && !cut.isMalformed && cut.rest == length)
            }
            #expect(Self.cut(message).messages.count == 1)
        }
    }

    @Test func `the longest message of either kind is 64 KiB and a header`() {
        let data = [0x40, 0, 0xFF, 0xFF] + [UInt8](repeating: 7, count: 65_536)
        #expect(data.count == TURNStreamFraming.lengthLimit)
        #expect(Self.cut(data).messages.first?.count == 4 + 65_535)
        #expect(Self.cut(Array(data.dropLast())).messages.isEmpty)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `what begins with another byte is malformed at once`(first: UInt8) {
        let isTURN = first < 4 || (64...127).contains(first)
        #expect(Self.cut([first]).isMalformed == !isTURN)
    }

    @Test func `a wrong cookie or length is noticed at its first byte`() {
        for place in 4..<8 {
            var bytes = Array(Self.stun.prefix(place + 1))
            bytes[place] ^= 1
            #expect(Self.cut(bytes).isMalformed)
        }
        #expect(Self.cut([0, 1, 0, 2]).isMalformed)
        #expect(Self.cut(Array("220 mail\r\n".utf8)).isMalformed)
        #expect(Self.cut([0x16, 0x03, 0x01, 0x02, 0x00]).isMalformed)
    }

    @Test func `every flipped bit cuts some message, waits or fails, and never traps`() {
        let stream = [0x40, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0] + Self.stun
        for bit in 0..<(stream.count * 8) {
            var damaged = stream
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let cut = Self.cut(damaged)
            let taken = cut.messages.reduce(0) { $0 + ($1.count + 3) & ~3 }
            #expect(taken + cut.rest == stream.count)
        }
    }

    @Test func `ChannelData decodes with or without padding, and not when cut short`() {
        let whole: [UInt8] = [0x40, 0x02, 0, 3, 1, 2, 3, 0]
        #expect(ChannelData(decoding: whole.span.bytes)?.payload == 4..<7)
        #expect(ChannelData(decoding: whole.span.bytes)?.number == 0x4002)
        for length in 0...8 {
            let prefix = Array(whole.prefix(length))
            #expect((ChannelData(decoding: prefix.span.bytes) != nil) == (length >= 7))
        }
        for bit in 0..<64 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let data = ChannelData(decoding: damaged.span.bytes)
            #expect(data.map { $0.payload.upperBound <= 8 } ?? true)
            #expect(data.map { ChannelTable.numbers.contains($0.number) } ?? true)
        }
    }
}
