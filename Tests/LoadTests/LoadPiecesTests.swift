import RTP
import Testing
import Wire

@testable import Load

/// The pieces of the generator that need no network.
@Suite struct LoadPiecesTests {
    @Test func `a ramp goes up by half, then halves the gap`() {
        var search = LoadRamp.Search(highest: 1_000)
        var size: Int? = 10
        var tried: [Int] = []
        while let current = size {
            tried.append(current)
            size = search.next(after: current, isCarried: current <= 47)
        }

        #expect(tried == [10, 15, 22, 33, 49, 41, 45, 47])
        #expect(search.carried == 47)
        #expect(search.refused == 49)
    }

    @Test func `a ramp ends at its end, and at one where nothing is carried`() {
        var search = LoadRamp.Search(highest: 20)
        #expect(search.next(after: 16, isCarried: true) == 20)
        #expect(search.next(after: 20, isCarried: true) == nil)

        var poor = LoadRamp.Search(highest: 20)
        #expect(poor.next(after: 2, isCarried: false) == 1)
        #expect(poor.next(after: 1, isCarried: false) == nil)
        #expect(poor.carried == nil)
    }

    @Test func `limits name what is wrong`() throws {
        var histogram = DelayHistogram()
        for _ in 0..<1_000 { histogram.record(nanoseconds: 2_000_000) }
        var level = LoadLevel()
        (level.sessions, level.sessionsWanted, level.forwardedPerSecond) = (4, 4, 400)
        level.delay = .init(histogram)
        #expect(LoadLimits().breach(by: level) == nil)

        level.loss = 0.002
        #expect(LoadLimits().breach(by: level) == "loss 0.2 % over 0.1 %")
        level.loss = 0
        for _ in 0..<100 { histogram.record(nanoseconds: 30_000_000) }
        level.delay = .init(histogram)
        #expect(LoadLimits().breach(by: level)?.hasPrefix("delay p99 30") == true)
        level.counters.packetsWrong = 1
        #expect(LoadLimits().breach(by: level)?.contains("not what was sent") == true)
        level.sessions = 3
        #expect(LoadLimits().breach(by: level) == "1 clients could not join")
    }

    @Test func `a mark reads back, and damage of the filling is seen`() {
        let desk = WorkerDesk()
        let payload = UnsafeMutableRawBufferPointer(rebasing: desk.payload[..<1_100])
        let mark = ProbeMark(source: 7, number: 1 << 40, sentAt: 1_700_000_000_000_000_000)
        mark.write(atEndOf: payload)

        #expect(ProbeMark(endOf: UnsafeRawBufferPointer(payload)) == mark)
        #expect(ProbeMark.isWhole(UnsafeRawBufferPointer(payload)))
        for place in [ProbeMark.headLength, 500, 1_100 - ProbeMark.length - 1] {
            payload[place] ^= 1
            #expect(!ProbeMark.isWhole(UnsafeRawBufferPointer(payload)))
            payload[place] ^= 1
        }
        desk.eraseMark(endOf: payload)
        #expect(ProbeMark(endOf: UnsafeRawBufferPointer(payload)) == nil)
        #expect(payload.allSatisfy { $0 == ProbeMark.filling })
    }

    @Test func `a tally knows what is missing, around the circle`() {
        var tally = ReceptionTally(ssrc: 1, isVideo: true)
        for number in [65_530, 65_531, 65_533, 65_535, 1] as [UInt16] { tally.receive(number) }
        #expect(tally.window == (8, 5))

        let now = MonotonicTime(nanoseconds: 0)
        let report = tally.takeReport(now: now)
        #expect(report.cumulativeLost == 3)
        #expect(report.fractionLost == 96)
        #expect(report.extendedHighestSequence == 65_537)

        tally.beginWindow()
        tally.receive(2)
        tally.receive(4)
        #expect(tally.window == (3, 2))
        tally.receive(3)
        #expect(tally.window == (3, 3))
    }

    @Test func `feedback tells of what came, and of gaps`() {
        let log = ArrivalLog(id: 3)
        for (number, milliseconds) in [(65_534, 1_000), (65_535, 1_005), (2, 1_010)] {
            let now = MonotonicTime(nanoseconds: Int64(milliseconds) * 1_000_000)
            Self.packet(UInt16(number)).withUnsafeBytes { log.note($0, now: now) }
        }
        var memory = [UInt8](repeating: 0, count: 200)
        let length = memory.withUnsafeMutableBytes { memory in
            var writer = ByteWriter(into: memory)
            log.write(senderSSRC: 1, mediaSSRC: 2, to: &writer)
            return writer.count
        }
        let packet = Array(memory[..<length])
        var compound = RTCPCompound()
        guard let block = compound.next(in: packet.span.bytes),
            let feedback = TransportFeedback(parsing: packet.span.bytes, block: block)
        else {
            Issue.record("no feedback")
            return
        }
        var statuses = feedback.statuses
        var arrived: [UInt16] = []
        while let status = statuses.next(in: packet.span.bytes) {
            if status.arrival != nil { arrived.append(status.sequenceNumber) }
        }

        #expect(arrived == [65_534, 65_535, 2])
        #expect(feedback.statusCount == 5)
        #expect(log.isEmpty)
    }

    /// A header alone, with a transport-wide number as extension 3 behind another.
    private static func packet(_ number: UInt16) -> [UInt8] {
        [0x90, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xbe, 0xde, 0, 2]
            + [0x10, 0x55, 0x31, UInt8(number >> 8), UInt8(truncatingIfNeeded: number), 0, 0, 0]
    }

    @Test func `those who are due come out in order`() {
        var heap = DeadlineHeap()
        var order: [Int64] = []
        for number in 0..<200 {
            heap.insert(Int32(number), at: MonotonicTime(nanoseconds: Int64(number * 7_919 % 200)))
        }
        while let first = heap.first {
            order.append(first.at)
            heap.removeFirst()
        }
        #expect(order == (0..<200).map(Int64.init))
    }

    @Test func `a plan that cannot be carried out says what is wrong`() {
        var plan = LoadPlan()
        #expect(plan.problems().isEmpty)
        plan.rooms = .max
        plan.shape.videoLength = 9_000
        plan.shape.audioPackets = 5_000
        plan.duration = 0
        #expect(plan.problems().count == 4)
        plan.shape.videoPackets = 0
        plan.shape.audioPackets = 0
        #expect(plan.problems().contains { $0.contains("neither picture nor sound") })
    }

    @Test func `axes end in round numbers`() {
        #expect(LoadPlot.ceiling(0.00031) == 0.0005)
        #expect(LoadPlot.ceiling(1) == 1)
        #expect(LoadPlot.ceiling(20_600) == 25_000)
        #expect(LoadPlot.ceiling(99) == 100)
    }

    @Test func `the kernel's figures of this process make sense`() throws {
        let own = ServerProcess.own
        let before = try #require(own.read())
        var sum = 0
        for number in 0..<20_000_000 { sum &+= number ^ sum }
        let after = try #require(own.read())

        #expect(sum != 1)
        #expect(after.total > before.total)
        #expect(after.residentBytes > 1 << 20)
        #expect(after.threads >= 1)
        #expect(after.descriptors >= 3)
        #expect(ServerProcess(pid: -1).read() == nil)
    }
}
