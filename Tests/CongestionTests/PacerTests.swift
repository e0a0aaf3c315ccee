import Congestion
import Testing
import Wire

@Suite struct PacerTests {
    @Test func `an ordinary frame leaves at once, a key frame does not`() {
        // A frame of 1 Mbit/s at 30 frames a second is four packets.
        #expect(Self.leaving(atOnce: 4) == 4)
        #expect(Self.leaving(atOnce: 60) < 20)
    }

    private static func leaving(atOnce packets: Int) -> Int {
        var pacer = Pacer()
        var left = 0
        while left < packets, pacer.hasRoom(bitrate: 1_000_000, now: at(0)) {
            pacer.spend(1_200)
            left += 1
        }
        return left
    }

    @Test func `what waits leaves at the pacing rate`() {
        var pacer = Pacer()
        var bytes = 0
        for millisecond in stride(from: 0.0, to: 1_000, by: 5) {
            while pacer.hasRoom(bitrate: 1_000_000, now: at(millisecond)) {
                pacer.spend(1_200)
                bytes += 1_200
            }
        }

        let bitrate = Double(bytes) * 8
        #expect(bitrate > 2.4e6 && bitrate < 2.7e6)
    }

    @Test func `nothing waits where nothing limits`() {
        var pacer = Pacer()
        for _ in 0..<1_000 {
            let hasRoom = pacer.hasRoom(bitrate: nil, now: at(0))
            #expect(hasRoom)
            pacer.spend(1_200)
        }
    }
}
