import RTP
import Testing
import Wire

@Suite struct TransportFeedbackTests {
    @Test func `a feedback made by hand is read`() throws {
        let packet: [UInt8] = [
            0xaf, 205, 0, 8,  // P bit, format 15.
            0, 0, 0, 1, 0, 0, 0, 2,
            0xff, 0xfe, 0x00, 0x0b,  // From 65534, eleven packets.
            0xff, 0xff, 0xff, 0x05,  // Reference time -1, the fifth feedback.
            0x20, 0x02,  // Two received, small delta.
            0xc6, 0x40,  // Two bits each: 0, 1, 2, 1, 0, 0, 0.
            0x90, 0x00,  // One bit each: 0, 1, then what the count leaves out.
            0x04, 0x08, 0x01, 0xff, 0xf0, 0x02, 0x03,  // 1, 2, 0.25, -4, 0.5 and 0.75 ms.
            0x00, 0x00, 0x03,
        ]
        let feedback = try #require(parse(packet) { TransportFeedback(parsing: $0, block: $1) })

        #expect(feedback.senderSSRC == 1 && feedback.mediaSSRC == 2)
        #expect(feedback.baseSequenceNumber == 65534 && feedback.statusCount == 11)
        #expect(feedback.referenceTime == -1 && feedback.feedbackCount == 5)
        let statuses = statuses(packet)
        #expect(statuses.map(\.sequenceNumber) == [65534, 65535] + (0...8))
        #expect(
            statuses.map(\.arrival)
                == [-252, -244, nil, -243, -259, -257, nil, nil, nil, nil, -254])
    }

    @Test func `what is written is exactly what the draft draws`() {
        let packet = feedback(base: 0x1234, [1_000, 1_001, .min, 1_400, 1_399], count: 9).packet
        let drawn: [UInt8] = [
            0x8f, 205, 0, 6, 0, 0, 0, 1, 0, 0, 0, 2,
            0x12, 0x34, 0, 5, 0, 0, 3, 9,
            0b1101_0100, 0b1010_0000,  // Vector of two bits: 1, 1, 0, 2, 2.
            232, 1, 0x01, 0x8f, 0xff, 0xff,
        ]
        #expect(packet == drawn)
    }

    @Test func `padding counts itself, under the P bit`() {
        let packet = feedback(base: 0, [1, 2, 3]).packet
        #expect(packet.count == 28)
        #expect(packet[0] == 0xaf)
        #expect(packet.suffix(6) == [1, 1, 1, 0, 0, 3])
    }

    @Test func `long runs, of received and of lost packets, take one chunk each`() {
        let arrivals = (0..<100).map { Int64($0) } + .init(repeating: .min, count: 300) + [200]
        let (packet, covered) = feedback(base: 0, arrivals)
        #expect(covered == 401)
        #expect(packet.count == 20 + 3 * 2 + 101 + 1)
        #expect(statuses(packet).map(\.arrival) == arrivals.map { $0 == .min ? nil : $0 })
    }

    @Test func `a time too far from the one before ends the feedback`() {
        let (packet, covered) = feedback(base: 7, [0, 32_767, .min, 65_535, 65_536])
        #expect(covered == 3)
        #expect(statuses(packet).map(\.arrival) == [0, 32_767, nil])
    }

    @Test func `packets of which none arrived write nothing`() {
        let (packet, covered) = feedback(base: 7, [.min, .min])
        #expect(packet.isEmpty && covered == 0)
        #expect(feedback(base: 7, []).covered == 0)
    }

    @Test func `at most the limit is told, and it fits a datagram`() {
        let arrivals = (0..<600).map { Int64(($0 % 2) * 300) }
        let (packet, covered) = feedback(base: 7, arrivals)
        #expect(covered == TransportFeedback.statusLimit)
        #expect(packet.count <= 1200)
        #expect(statuses(packet).map(\.arrival) == arrivals.prefix(512).map(Optional.some))
    }

    @Test func `the reference time keeps its lower 24 bits, times before the start too`() throws {
        let late = feedback(base: 0, [Int64(0x0101_0203) << 8 | 5]).packet
        #expect(Array(late[16..<19]) == [1, 2, 3])
        let early = feedback(base: 0, [-1]).packet
        #expect(statuses(early).map(\.arrival) == [-1])
    }

    @Test(arguments: 0..<200)
    func `any arrivals are read as written`(seed: UInt64) {
        var noise = Noise(state: seed)
        let lossOf64 = UInt64.random(in: 0...48, using: &noise)
        let stride = [1, 40, 300, 600].randomElement(using: &noise) ?? 1
        var time = Int64.random(in: -100_000...100_000, using: &noise)
        let arrivals = (0..<Int.random(in: 1...500, using: &noise)).map { _ in
            time += Int64.random(in: -Int64(stride) / 4...Int64(stride), using: &noise)
            return UInt64.random(in: 0..<64, using: &noise) < lossOf64 ? .min : time
        }
        let base = UInt16.random(in: 0...65535, using: &noise)
        let (packet, covered) = feedback(base: base, arrivals)

        guard arrivals.contains(where: { $0 != .min }) else { return }
        #expect(covered == arrivals.count)
        #expect(packet.count % 4 == 0)
        #expect(statuses(packet).map(\.arrival) == arrivals.map { $0 == .min ? nil : $0 })
        #expect(statuses(packet).last?.sequenceNumber == base &+ UInt16(arrivals.count - 1))
    }

    @Test func `a reserved symbol, no packets, or missing deltas are refused`() {
        let whole = feedback(base: 0, [0, 1, 2]).packet
        var damaged = whole
        damaged[20] |= 0x60
        #expect(statuses(damaged).isEmpty)
        damaged = whole
        damaged[15] = 0
        #expect(statuses(damaged).isEmpty)
        damaged = whole
        damaged[15] = 200
        damaged[21] = 200
        #expect(statuses(damaged).isEmpty)
    }

    @Test func `no damage traps`() {
        let whole = feedback(base: 65_530, [0, 1, .min, 900, 901, 902, .min, .min, 903]).packet
        for damaged in truncations(of: whole) + flippedBits(of: whole) {
            _ = statuses(damaged)
        }
        for room in 0..<whole.count {
            _ = feedback(base: 0, [0, 1, .min, 900], room: room)
        }
    }
}

private func feedback(
    base: UInt16, _ arrivals: [Int64], count: UInt8 = 0, room: Int = 1500
) -> (packet: [UInt8], covered: Int) {
    var covered = 0
    let packet = written(room: room) { writer in
        covered = arrivals.withUnsafeBufferPointer {
            TransportFeedback.write(
                senderSSRC: 1, mediaSSRC: 2, baseSequenceNumber: base, arrivals: $0,
                feedbackCount: count, to: &writer)
        }
    }
    return (packet, covered)
}

private func statuses(_ packet: [UInt8]) -> [TransportFeedback.Status] {
    guard let feedback = parse(packet, { TransportFeedback(parsing: $0, block: $1) }) else {
        return []
    }
    var statuses = feedback.statuses
    var all: [TransportFeedback.Status] = []
    while let status = statuses.next(in: packet.span.bytes) { all.append(status) }
    return all
}
