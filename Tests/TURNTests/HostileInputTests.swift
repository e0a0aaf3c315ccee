import HostileInput
import Testing

/// `swift run -c release Fuzz` throws a million.
@Suite struct HostileInputTests {
    @Test(arguments: [UInt64(1), 2])
    func `a server under fire gives no more than it gets, and leaks nothing`(seed: UInt64) throws {
        var server = TURNUnderFire(seed: seed)
        while server.figures.packets < 8_000 { try server.step() }

        // The fire reached what it was meant for.
        #expect(server.figures.answers > 1_000)
        #expect(server.figures.challenges > 300)
        #expect(server.figures.relayed > 20)
        #expect(server.figures.mostAllocations > 16)
        #expect(server.figures.worstAmplification <= 2)
    }

    @Test(arguments: [UInt64(1), 2])
    func `parsers stay within bounds, and frames don't depend on segments`(seed: UInt64) throws {
        var parsers = ParsersUnderFire(seed: seed)
        while parsers.packets < 4_000 { try parsers.step() }
        #expect(parsers.frames > 5_000)
    }
}
