import SFU
import Testing

@Suite struct StreamRewriterTests {
    @Test func `one source keeps its pace and its gaps, over the wrap`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        let numbers = rewriter.all([(65534, 0), (65535, 0), (1, 3000)])
        #expect(numbers == [.init(100, 0), .init(101, 0), .init(103, 3000)])
    }

    @Test func `a late packet fills its gap, and only once`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        let numbers = rewriter.all([(10, 0), (12, 0), (11, 0), (11, 0), (12, 0)])
        #expect(numbers == [.init(100, 0), .init(102, 0), .init(101, 0), nil, nil])
    }

    @Test func `what comes before the first packet is refused`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        #expect(rewriter.all([(10, 0), (9, 0)]) == [.init(100, 0), nil])
    }

    @Test func `a skipped packet closes its gap`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        _ = rewriter.all([(10, 0)])
        let isClosed = rewriter.skip(11)
        #expect(isClosed)
        #expect(rewriter.all([(12, 9), (11, 9)]) == [.init(101, 9), nil])
    }

    @Test func `a late packet of before a skip keeps the number it would have had`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        _ = rewriter.all([(10, 0), (12, 0)])
        rewriter.skip(13)
        rewriter.skip(13)
        rewriter.skip(15)
        let numbers = rewriter.all([(16, 0), (11, 0), (14, 0)])
        #expect(numbers == [.init(104, 0), .init(101, 0), .init(103, 0)])
    }

    @Test func `a skip that comes too late leaves a gap that an empty packet may fill`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        _ = rewriter.all([(10, 0), (12, 0)])
        let isClosed = rewriter.skip(11)
        #expect(!isClosed)
        #expect(rewriter.all([(11, 0), (13, 0)]) == [.init(101, 0), .init(103, 0)])
    }

    @Test func `another source goes on where the last one ended`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        _ = rewriter.all([(10, 90_000), (11, 90_000)])
        rewriter.switchSource(
            toFirst: 7000, timestamp: 5, gap: .milliseconds(33), clockRate: 90_000)
        let numbers = rewriter.all([(7000, 5), (7001, 3005), (6999, 0)])
        #expect(numbers == [.init(102, 92_970), .init(103, 95_970), nil])
        #expect(rewriter.outgoing(6) == 92_971)
    }

    @Test func `a switch before anything was sent changes nothing`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        rewriter.skip(3)
        rewriter.switchSource(toFirst: 1, timestamp: 5, gap: .seconds(9), clockRate: 90_000)
        #expect(rewriter.all([(50, 7)]) == [.init(100, 7)])
    }

    @Test func `time goes forward at a switch, however odd the gap`() {
        for gap in [Duration.zero, .seconds(-5), .seconds(1_000_000_000_000)] {
            var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
            _ = rewriter.all([(10, 90_000)])
            rewriter.switchSource(toFirst: 1, timestamp: 0, gap: gap, clockRate: 90_000)
            let number = rewriter.rewrite(1, 0)
            #expect(number?.sequenceNumber == 101)
            #expect(number?.timestamp != 90_000)
        }
    }

    @Test func `packets of before more skips than are remembered are refused`() {
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 100)
        _ = rewriter.all([(0, 0)])
        for number in stride(from: UInt16(2), through: 200, by: 2) { rewriter.skip(number) }
        let numbers = rewriter.all([(1, 0), (135, 0), (139, 0), (199, 0), (201, 0)])
        #expect(numbers == [nil, nil, .init(170, 0), .init(200, 0), .init(201, 0)])
    }

    @Test(arguments: 0..<50)
    func `no number is given twice and order is kept, whatever comes`(seed: UInt64) {
        var noise = Noise(state: seed)
        var rewriter = StreamRewriter(ssrc: 1, firstSequenceNumber: 60_000)
        var given: Set<Int64> = []
        var newest: Int64 = 60_000
        var next: UInt16 = 0
        for _ in 0..<3_000 {
            let number = next &- UInt16.random(in: 0...40, using: &noise)
            switch UInt8.random(in: 0...9, using: &noise) {
            case 0:
                rewriter.skip(number)
            case 1 where UInt8.random(in: 0...9, using: &noise) == 0:
                next = .random(in: 0...65535, using: &noise)
                rewriter.switchSource(
                    toFirst: next, timestamp: 0, gap: .milliseconds(20), clockRate: 48_000)
            default:
                guard let numbers = rewriter.rewrite(number, 0) else { break }
                let step = Int16(
                    bitPattern: numbers.sequenceNumber &- UInt16(truncatingIfNeeded: newest))
                let unwrapped = newest + Int64(step)
                #expect(given.insert(unwrapped).inserted)
                newest = max(newest, unwrapped)
            }
            next &+= 1
        }
    }
}

extension StreamRewriter {
    fileprivate mutating func all(_ packets: [(UInt16, UInt32)]) -> [Numbers?] {
        packets.map { rewrite($0.0, $0.1) }
    }
}

extension StreamRewriter.Numbers {
    fileprivate init(_ sequenceNumber: UInt16, _ timestamp: UInt32) {
        self.init(sequenceNumber: sequenceNumber, timestamp: timestamp)
    }
}
