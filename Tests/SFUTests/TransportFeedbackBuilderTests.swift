import RTP
import SFU
import Testing
import Wire

@Suite struct TransportFeedbackBuilderTests {
    @Test func `single packets are told after 100 ms, many after 50`() {
        var builder = TransportFeedbackBuilder()
        #expect(builder.nextDeadline == nil)
        builder.receive(1, ssrc: 9, at: at(1_000))
        #expect(builder.nextDeadline == at(1_100))
        for number in UInt16(2)...8 { builder.receive(number, ssrc: 9, at: at(1_001)) }
        #expect(builder.nextDeadline == at(1_050))
        #expect(!builder.isDue(at: at(1_049)) && builder.isDue(at: at(1_050)))
    }

    @Test func `a long queue is told at once`() {
        var builder = TransportFeedbackBuilder()
        for number in UInt16(0)...255 { builder.receive(number, ssrc: 9, at: at(5)) }
        #expect(builder.isDue(at: at(5)))
    }

    @Test func `arrivals and losses are told once, over the wrap`() {
        var builder = TransportFeedbackBuilder()
        builder.receive(65535, ssrc: 1, at: at(1_000))
        builder.receive(1, ssrc: 2, at: at(1_003))

        let first = builder.feedback()
        #expect(first?.numbers == [65535, 0, 1])
        #expect(first?.milliseconds == [1_000, nil, 1_003])
        #expect(first?.mediaSSRC == 2 && first?.count == 0)
        #expect(builder.nextDeadline == nil)
        #expect(builder.feedback() == nil)

        builder.receive(2, ssrc: 2, at: at(1_010))
        let second = builder.feedback()
        #expect(second?.numbers == [2] && second?.count == 1)
    }

    @Test func `a loss between two feedbacks is told in the second`() {
        var builder = TransportFeedbackBuilder()
        builder.receive(1, ssrc: 1, at: at(0))
        _ = builder.feedback()
        builder.receive(3, ssrc: 1, at: at(1))
        #expect(builder.feedback()?.milliseconds == [nil, 1])
    }

    @Test func `a packet told as lost that comes late is told again`() {
        var builder = TransportFeedbackBuilder()
        builder.receive(1, ssrc: 1, at: at(0))
        builder.receive(3, ssrc: 1, at: at(1))
        _ = builder.feedback()
        builder.receive(2, ssrc: 1, at: at(8))
        builder.receive(2, ssrc: 1, at: at(9))
        let feedback = builder.feedback()
        #expect(feedback?.numbers == [2, 3])
        #expect(feedback?.milliseconds == [8, 1])
    }

    @Test func `what one feedback cannot tell the next one does, at once`() {
        var builder = TransportFeedbackBuilder()
        builder.receive(0, ssrc: 1, at: at(0))
        builder.receive(600, ssrc: 1, at: at(1))
        #expect(builder.feedback()?.numbers.count == 512)
        #expect(builder.isDue(at: at(1)))
        #expect(builder.feedback()?.numbers == Array(512...600))
        #expect(builder.nextDeadline == nil)
    }

    @Test func `a jump over the window starts anew`() {
        var builder = TransportFeedbackBuilder()
        builder.receive(0, ssrc: 1, at: at(0))
        builder.receive(5_000, ssrc: 1, at: at(1))
        #expect(builder.feedback()?.numbers == [5_000])
        builder.receive(1, ssrc: 1, at: at(2))
        #expect(builder.nextDeadline == nil)
    }

    @Test(arguments: 0..<20)
    func `every packet is told, with its time, whatever the order`(seed: UInt64) {
        var noise = Noise(state: seed)
        var builder = TransportFeedbackBuilder()
        var told: [UInt16: Int64] = [:]
        var sent: [UInt16: Int64] = [:]
        var backlog: [UInt16] = []
        for step in 0..<1_500 {
            backlog.append(UInt16(truncatingIfNeeded: 65_000 + step))
            backlog.shuffle(using: &noise)
            if UInt8.random(in: 0...3, using: &noise) == 0 { continue }
            while backlog.count > 3, let number = backlog.popLast() {
                sent[number] = Int64(step)
                builder.receive(number, ssrc: 1, at: at(Int64(step)))
            }
            while builder.isDue(at: at(Int64(step))), let feedback = builder.feedback() {
                for (number, time) in zip(feedback.numbers, feedback.milliseconds) {
                    if let time { told[number] = time }
                }
            }
        }
        while let feedback = builder.feedback() {
            for (number, time) in zip(feedback.numbers, feedback.milliseconds) {
                if let time { told[number] = time }
            }
        }
        #expect(told == sent)
    }
}

private func at(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
}

private struct Told {
    var numbers: [UInt16] = []
    var milliseconds: [Int64?] = []
    var mediaSSRC: UInt32
    var count: UInt8
}

extension TransportFeedbackBuilder {
    /// The next feedback, read as its receiver would.
    fileprivate mutating func feedback() -> Told? {
        var memory = [UInt8](repeating: 0, count: 1200)
        let length = memory.withUnsafeMutableBytes { bytes in
            var writer = ByteWriter(into: bytes)
            write(senderSSRC: 7, into: &writer)
            return writer.hasOverflowed ? 0 : writer.count
        }
        let packet = Array(memory.prefix(length))
        let bytes = packet.span.bytes
        var compound = RTCPCompound()
        guard let block = compound.next(in: bytes),
            let feedback = TransportFeedback(parsing: bytes, block: block)
        else { return nil }
        var told = Told(mediaSSRC: feedback.mediaSSRC, count: feedback.feedbackCount)
        var statuses = feedback.statuses
        while let status = statuses.next(in: bytes) {
            told.numbers.append(status.sequenceNumber)
            told.milliseconds.append(status.arrival.map { $0 / 4 })
        }
        return told
    }
}
