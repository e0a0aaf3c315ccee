import Testing

@testable import Composition

@Suite struct SoundTests {
    private static func frame(_ value: Float = 1, count: Int = 960) -> [Float] {
        Array(repeating: value, count: count)
    }

    @Test func `frames whose times are rounded follow each other without a gap`() {
        var track = SampleTrack()
        for number in 0..<50 {
            let rounding = [0, 24, -24, 40, -40][number % 5]
            track.insert(Self.frame(), at: number * 960 + rounding)
        }

        let heard = track.take(0..<(50 * 960))

        #expect(heard.allSatisfy { $0 == 1 })
    }

    @Test func `a frame that is missing leaves silence, and what follows stands at its time`() {
        var track = SampleTrack()
        track.insert(Self.frame(), at: 0)
        track.insert(Self.frame(), at: 1_920)

        let heard = track.take(0..<2_880)

        #expect(heard[..<960].allSatisfy { $0 == 1 })
        #expect(heard[960..<1_920].allSatisfy { $0 == 0 })
        #expect(heard[1_920...].allSatisfy { $0 == 1 })
    }

    @Test(arguments: [-1, 1])
    func `a clock that is a hundred parts in a million off is followed within two milliseconds`(
        sign: Int
    ) {
        var track = SampleTrack()
        var silent = 0
        var worst = 0
        var taken = 0
        for number in 0..<18_000 {
            let ideal = number * 960 + sign * number * 960 / 10_000
            let position = (ideal + 24) / 48 * 48
            track.insert(Self.frame(), at: position)
            worst = max(worst, abs((track.end ?? 0) - (ideal + 960)))
            let upTo = max(taken, position - 4_800)
            silent += track.take(taken..<upTo).count { $0 == 0 }
            taken = upTo
        }

        #expect(silent == 0)
        #expect(worst <= 96)
    }

    @Test func `a frame whose place is taken is left out`() {
        var track = SampleTrack()
        track.insert(Self.frame(), at: 9_600)
        track.insert(Self.frame(0.5), at: 8_000)

        #expect(track.take(0..<12_000).filter { $0 != 0 }.count == 960)
    }

    @Test func `memory does not grow with a gap's length`() {
        var track = SampleTrack()
        track.insert(Self.frame(), at: 0)
        track.insert(Self.frame(), at: 48_000 * 3_600)

        #expect(track.take(0..<960).first == 1)
        #expect(track.isHeard(in: (48_000 * 3_600)..<(48_000 * 3_601)))
        #expect(!track.isHeard(in: 960..<48_000))
    }

    @Test func `a mix is the sum where it fits, and never louder than full scale`() {
        #expect(Mixer.mix([[0.25, -0.5], [0.25, 0.25]], count: 2) == [0.5, -0.25])

        let loud = Mixer.mix(Array(repeating: [1, -1], count: 8), count: 2)
        #expect(loud[0] > 0.9 && loud[0] < 1)
        #expect(loud[1] == -loud[0])
        #expect(Mixer.mix([], count: 3) == [0, 0, 0])
    }

    @Test func `speech is held over a short pause and ends with a long one`() {
        var speech = Speech()
        #expect(!speech.isHeard)

        speech.follow(Self.frame(0.1))
        for _ in 0..<10 { speech.follow(Self.frame(0)) }
        #expect(speech.isHeard)

        for _ in 0..<10 { speech.follow(Self.frame(0)) }
        #expect(!speech.isHeard)
    }
}
