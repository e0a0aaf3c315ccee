import Testing

@testable import Signaling

@Suite struct OutboundLogTests {
    /// Appends one by one; how many were taken.
    private func append(_ texts: [String], to log: inout OutboundLog) -> Int {
        var count = 0
        for text in texts where log.append(text) { count += 1 }
        return count
    }

    private func goesOn(_ log: inout OutboundLog, behind number: UInt64) -> Bool {
        log.rewind(behind: number)
    }

    private func numbers(_ log: inout OutboundLog) -> [UInt64] {
        var numbers: [UInt64] = []
        while let (number, _) = log.take() { numbers.append(number) }
        return numbers
    }

    @Test func `what was handed out comes again behind what the client has`() {
        var log = OutboundLog()
        #expect(append(["a", "b", "c", "d"], to: &log) == 4)
        #expect(numbers(&log) == [1, 2, 3, 4])

        #expect(goesOn(&log, behind: 2))
        #expect(append(["e"], to: &log) == 1)
        #expect(numbers(&log) == [3, 4, 5])
        #expect(!goesOn(&log, behind: 6), "there is no 6 yet")
        #expect(goesOn(&log, behind: 5))
        #expect(numbers(&log) == [])
    }

    @Test func `who goes on behind less than he has confirmed goes on behind that`() {
        var log = OutboundLog()
        #expect(append(["a", "b", "c"], to: &log) == 3)
        _ = numbers(&log)
        log.confirm(2)

        #expect(goesOn(&log, behind: 1))
        #expect(numbers(&log) == [3])
    }

    @Test func `a confirmation of what waits again, or never was, does no harm`() {
        var log = OutboundLog()
        #expect(append(["a", "b", "c"], to: &log) == 3)
        _ = numbers(&log)
        #expect(goesOn(&log, behind: 0))
        log.confirm(9)
        log.confirm(2)
        log.confirm(1)

        #expect(numbers(&log) == [3])
    }

    @Test func `what was handed out makes room, what waits does not`() {
        var log = OutboundLog()
        let limit = OutboundLog.messageLimit
        #expect(append(Array(repeating: "a", count: limit + 1), to: &log) == limit)
        _ = (log.take(), log.take())
        #expect(append(["a"], to: &log) == 1)

        #expect(!goesOn(&log, behind: 0))
        #expect(goesOn(&log, behind: 1))
        #expect(numbers(&log).count == OutboundLog.messageLimit)
    }

    @Test func `its bytes are counted down as well`() {
        var log = OutboundLog()
        let text = String(repeating: "a", count: OutboundLog.byteLimit / 4)
        for _ in 0..<1000 {
            #expect(append([text], to: &log) == 1)
            _ = log.take()
        }
        #expect(log.last == 1000)
        #expect(goesOn(&log, behind: 996))
        #expect(numbers(&log) == [997, 998, 999, 1000])
    }
}
