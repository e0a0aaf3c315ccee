import STUN
import Testing
import Wire

@testable import ICE

@Suite struct ICELiteAgentTests {
    private let checks = ChecksUnderTest()
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)
    private var wifi: NetworkPath { checks.path(1) }
    private var mobile: NetworkPath { checks.path(2) }

    @Test func `a first check adds its path and is answered, but selects nothing`() throws {
        var agent = ICELiteAgent()
        let check = try checks.request()

        let outputs = agent.handle(.check(check, from: wifi), now: start)

        #expect(outputs == [.add(wifi), .answer(check.transactionID, to: wifi)])
        #expect(agent.selectedPath == nil)
        #expect(agent.nextDeadline == start + .seconds(30))
    }

    @Test func `a path that is checked and never nominated expires all the same`() throws {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request(), from: wifi), now: start)
        let later = start + .seconds(20)
        let other = try checks.request(transaction: 2)
        _ = agent.handle(.check(other, from: mobile), now: later)

        #expect(agent.handle(.deadline, now: start + .seconds(30)) == [])
        #expect(agent.handle(.deadline, now: later + .seconds(30)) == [.expire])
    }

    @Test func `a nominated path that falls silent for 30 s expires once`() throws {
        var agent = ICELiteAgent()
        let nomination = try checks.request([.nominating])

        let outputs = agent.handle(.check(nomination, from: wifi), now: start)
        #expect(
            outputs == [
                .add(wifi), .answer(nomination.transactionID, to: wifi), .select(wifi),
            ])

        let deadline = try #require(agent.nextDeadline)
        #expect(deadline - start == .seconds(30))
        #expect(agent.handle(.deadline, now: deadline) == [.expire])
        #expect(agent.handle(.deadline, now: deadline) == [])
        #expect(agent.nextDeadline == nil)
        #expect(agent.selectedPath == nil)
        #expect(agent.handle(.check(nomination, from: wifi), now: deadline) == [])
    }

    @Test func `a selected path whose carrier is gone waits for another nomination`() throws {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request([.nominating]), from: wifi), now: start)
        _ = agent.handle(.check(try checks.request(transaction: 2), from: mobile), now: start)

        agent.forget(wifi)
        #expect(agent.selectedPath == nil)
        #expect(agent.paths == [mobile])
        #expect(agent.nextDeadline == start + .seconds(30))

        let later = start + .seconds(2)
        let nomination = try checks.request([.nominating], transaction: 3)
        let outputs = agent.handle(.check(nomination, from: mobile), now: later)
        #expect(outputs == [.answer(nomination.transactionID, to: mobile), .select(mobile)])
    }

    @Test func `a path that is not selected goes without a trace`() throws {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request([.nominating]), from: wifi), now: start)
        _ = agent.handle(.check(try checks.request(transaction: 2), from: mobile), now: start)

        agent.forget(mobile)
        #expect(agent.selectedPath == wifi)
        #expect(agent.paths == [wifi])
    }

    @Test func `a deadline that comes early does nothing`() throws {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request([.nominating]), from: wifi), now: start)
        #expect(agent.handle(.deadline, now: start + .milliseconds(29_999)) == [])
        #expect(agent.selectedPath == wifi)
    }

    @Test func `every check on the selected path ends its silence`() throws {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request([.nominating]), from: wifi), now: start)
        #expect(agent.silentSince == start)

        let later = start + .seconds(20)
        let outputs = agent.handle(.check(try checks.request(), from: wifi), now: later)

        #expect(outputs == [.answer(TransactionID(high: 0, low: 1), to: wifi)])
        #expect(agent.silentSince == later)
        #expect(agent.nextDeadline == later + .seconds(30))
    }

    @Test func `the latest nomination wins, back and forth`() throws {
        var agent = ICELiteAgent()
        let nomination = try checks.request([.nominating])
        _ = agent.handle(.check(nomination, from: wifi), now: start)

        let other = try checks.request([.nominating], transaction: 2)
        let toMobile = agent.handle(.check(other, from: mobile), now: start)
        #expect(
            toMobile == [.add(mobile), .answer(other.transactionID, to: mobile), .select(mobile)])
        let toWifi = agent.handle(.check(nomination, from: wifi), now: start)
        #expect(toWifi == [.answer(nomination.transactionID, to: wifi), .select(wifi)])
        #expect(agent.selectedPath == wifi)
    }

    @Test func `a check without nomination on another path is answered and changes nothing`() throws
    {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request([.nominating]), from: wifi), now: start)

        let later = start + .seconds(9)
        let check = try checks.request(transaction: 2)
        let outputs = agent.handle(.check(check, from: mobile), now: later)

        #expect(outputs == [.add(mobile), .answer(check.transactionID, to: mobile)])
        #expect(agent.selectedPath == wifi)
        #expect(agent.silentSince == start)
    }

    @Test func `a check replayed from elsewhere moves nothing and gets no answer`() throws {
        var agent = ICELiteAgent()
        let nomination = try checks.request([.nominating])
        _ = agent.handle(.check(nomination, from: wifi), now: start)
        for transaction in 2..<UInt64(SeenTransactions.limit + 1) {
            let check = try checks.request([.nominating], transaction: transaction)
            _ = agent.handle(.check(check, from: wifi), now: start)
        }

        #expect(agent.handle(.check(nomination, from: mobile), now: start) == [])
        #expect(agent.selectedPath == wifi)
        #expect(agent.paths == [wifi])
        let repeated = agent.handle(.check(nomination, from: wifi), now: start)
        #expect(repeated == [.answer(nomination.transactionID, to: wifi)])

        var seen = SeenTransactions()
        for number in 0..<UInt64(1_000) {
            let isFirst = seen.accept(TransactionID(high: 0, low: number), over: wifi)
            let isReplay = !seen.accept(TransactionID(high: 0, low: number), over: mobile)
            #expect(isFirst && isReplay)
        }
    }

    @Test func `one remote address over two carriers is two paths`() throws {
        var agent = ICELiteAgent()
        for (transaction, carrier) in [(1, .udp), (2, Carrier(.stream, number: 7))]
            as [(UInt64, Carrier)]
        {
            let nomination = try checks.request([.nominating], transaction: transaction)
            let path = checks.path(1, carrier: carrier)
            _ = agent.handle(.check(nomination, from: path), now: start)
        }
        #expect(agent.selectedPath == checks.path(1, carrier: Carrier(.stream, number: 7)))
        #expect(agent.paths.count == 2)
    }

    @Test func `paths are few, and the selected one never makes room`() throws {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request([.nominating]), from: wifi), now: start)
        var known: Set = [wifi]
        for host in 10..<UInt32(40) {
            let check = try checks.request(transaction: UInt64(host))
            for output in agent.handle(.check(check, from: checks.path(host)), now: start) {
                if case .add(let path) = output { known.insert(path) }
                if case .remove(let path) = output { known.remove(path) }
            }
        }
        #expect(agent.paths.count == ICELiteAgent.pathLimit)
        #expect(Set(agent.paths) == known)
        #expect(known.contains(wifi))
        #expect(known.contains(checks.path(39)))
    }

    @Test func `a browser that thinks itself controlled is told to control`() throws {
        var agent = ICELiteAgent()
        let check = try checks.request([.controlled, .nominating])
        let outputs = agent.handle(.check(check, from: wifi), now: start)
        #expect(outputs == [.refuse(check.transactionID, .roleConflict, to: wifi)])
        #expect(agent.selectedPath == nil)
        #expect(agent.paths.isEmpty)
    }

    @Test func `an attribute that demands to be known is refused by its name`() throws {
        var agent = ICELiteAgent()
        let check = try checks.request([.vendor])
        let refusal = CheckRefusal.unknownAttribute(STUNAttributeType(rawValue: 0x7777))
        let outputs = agent.handle(.check(check, from: wifi), now: start)
        #expect(outputs == [.refuse(check.transactionID, refusal, to: wifi)])
    }

    @Test func `a clock reading from before the last check does not trap`() throws {
        var agent = ICELiteAgent()
        _ = agent.handle(.check(try checks.request([.nominating]), from: wifi), now: start)
        #expect(agent.handle(.deadline, now: MonotonicTime(nanoseconds: 0)) == [])
    }
}
