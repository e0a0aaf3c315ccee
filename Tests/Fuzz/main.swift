import CAllocationCount
import Glibc
import HostileInput

// Throws seeded packets at the TURN server, at the parsers of STUN and ICE and at the framings of
// streams: `swift run -c release Fuzz [packets [seed]]`. A failure ends it with what repeats it.

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let packets = arguments.first ?? 1_000_000
let seed = arguments.dropFirst().first ?? 1

func allocated() -> Int { Int(aorta_allocated_bytes()) }

func fail(_ error: any Error, after packets: UInt64) -> Never {
    print("FAILED after \(packets) packets of seed \(seed): \(error)")
    exit(1)
}

func fireAtServer() {
    var server = TURNUnderFire(seed: seed)
    var settled = 0
    while server.figures.packets < packets {
        do { try server.step() } catch { fail(error, after: server.figures.packets) }
        if settled == 0, server.figures.packets >= packets / 10 { settled = allocated() }
    }
    let figures = server.figures
    print(
        """
        TURN server: \(figures.packets) packets, \(figures.answers) answers to clients, \
        \(figures.relayed) relayed, \(figures.challenges) answers to strangers \
        (at most \(figures.worstAmplification) times on the wire), at most \
        \(figures.mostAllocations) allocations; memory grew by \(allocated() - settled) bytes \
        after the first tenth
        """)
}

func fireAtParsers() {
    var parsers = ParsersUnderFire(seed: seed)
    var settled = 0
    while parsers.packets < packets {
        do { try parsers.step() } catch { fail(error, after: parsers.packets) }
        if settled == 0, parsers.packets >= packets / 10 { settled = allocated() }
    }
    print(
        """
        parsers: \(parsers.packets) packets, \(parsers.frames) frames of streams; memory grew by \
        \(allocated() - settled) bytes after the first tenth
        """)
}

func askAsStrangers() {
    var strangers = Strangers()
    strangers.ask(2_000)
    let before = allocated()
    strangers.ask(20_000)
    let growth = allocated() - before
    print("20,000 strangers: \(strangers.answered) answers; memory grew by \(growth) bytes")
    guard growth <= 4096 else { exit(1) }
}

askAsStrangers()
fireAtServer()
fireAtParsers()
