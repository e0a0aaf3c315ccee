import Recording
import Testing

@testable import Composition

/// Whole compositions of made-up people, decoded again.
@Suite struct ComposerTests {
    private static let red = RecordedPerson.colours[0]
    private static let blue = RecordedPerson.colours[1]

    private static func person(
        _ colour: Colour, _ content: RecordedPerson.Content, from start: Int64 = 0,
        presence: [Range<Int64>]? = nil, name: String = "Ada", isComplete: Bool = true
    ) throws -> ComposedParticipant {
        ComposedParticipant(
            name: name, presence: presence ?? [0..<3_600_000],
            files: [
                .init(
                    start: start, isComplete: isComplete,
                    frames: try RecordedPerson(colour, content))
            ])
    }

    private static func composed(
        _ people: [ComposedParticipant], length: Int64, isVP9: Bool = false
    ) throws -> ComposedFile {
        var settings = CompositionSettings()
        settings.width = 320
        settings.height = 180
        settings.isVP9 = isVP9
        return try ComposedFile(
            Composer(people, length: length, unixNanoseconds: 0, settings: settings))
    }

    @Test(arguments: [false, true])
    func `two are shown side by side, each in his colour`(isVP9: Bool) throws {
        let content = RecordedPerson.Content(
            pictures: [0..<1_500], tones: [0..<1_500], codec: isVP9 ? .vp9 : .vp8)

        let file = try Self.composed(
            [try Self.person(Self.red, content), try Self.person(Self.blue, content)],
            length: 1_500, isVP9: isVP9)

        let picture = try #require(file.picture(at: 1_000))
        #expect(picture.colour(atColumn: 80, row: 74).isLike(Self.red))
        #expect(picture.colour(atColumn: 240, row: 74).isLike(Self.blue))
        #expect(picture.colour(atColumn: 80, row: 12).isLike(.black))
        #expect(file.times == file.times.sorted())
        #expect(file.times.last.map { (1_480..<1_500).contains($0) } == true)
    }

    @Test func `sight and sound stay together within twenty milliseconds`() throws {
        let flash: Range<Int64> = 660..<860
        let content = RecordedPerson.Content(
            pictures: [0..<1_500], tones: [flash], silence: [0..<660, 860..<1_500],
            flashes: [flash])

        // The file begins 217 ms after the clock.
        let file = try Self.composed(
            [try Self.person(Self.red, content, from: 217)], length: 1_700)

        let seenAt = try #require(
            file.pictures.first { $0.picture.colour(atColumn: 160, row: 74).luma > 200 }?.time)
        let heardAt = try #require(
            file.samples.firstIndex { abs($0) > 0.1 }.map { Int64($0 / 48) })
        #expect(abs(seenAt - 877) <= 20)
        #expect((877..<887).contains(heardAt))  // What was recorded begins 6.5 ms late itself.
    }

    @Test func `a gap stays a gap of the same length, with a card and silence`() throws {
        let content = RecordedPerson.Content(
            pictures: [0..<1_000, 4_000..<5_000], tones: [0..<1_000, 4_000..<5_000])

        let file = try Self.composed([try Self.person(Self.red, content)], length: 5_000)

        for (time, isThere) in [(900, true), (1_300, false), (3_900, false), (4_100, true)] {
            let picture = try #require(file.picture(at: Int64(time)))
            let colour = picture.colour(atColumn: 160, row: 50)
            #expect(colour.isLike(isThere ? Self.red : .darkGrey), "\(time)")
            #expect((file.loudness(at: Int64(time)) > 0.01) == isThere, "\(time)")
        }
    }

    @Test func `who withdraws is gone from that instant on, in picture and sound`() throws {
        let content = RecordedPerson.Content(pictures: [0..<3_000], tones: [0..<3_000])
        let silent = RecordedPerson.Content(pictures: [0..<3_000])

        let file = try Self.composed(
            [
                try Self.person(Self.red, silent),
                try Self.person(Self.blue, content, presence: [0..<1_000, 2_000..<2_500]),
            ], length: 3_000)

        for (time, picture) in file.pictures {
            let isThere = time < 1_000 || (2_000..<2_500).contains(time)
            let middle = picture.colour(atColumn: 160, row: 74)
            #expect(picture.colour(atColumn: 240, row: 74).isLike(Self.blue) == isThere, "\(time)")
            #expect(middle.isLike(Self.red) == !isThere, "\(time)")
        }
        #expect(file.loudness(at: 500) > 0.01)
        #expect(file.loudness(at: 1_100) < 1e-4)
        #expect(file.loudness(at: 2_200) > 0.01)
        #expect(file.loudness(at: 2_700) < 1e-4)
    }

    @Test func `who speaks is framed, and nobody else`() throws {
        let speaking = RecordedPerson.Content(pictures: [0..<1_000], tones: [0..<1_000])
        let listening = RecordedPerson.Content(pictures: [0..<1_000], silence: [0..<1_000])

        let file = try Self.composed(
            [try Self.person(Self.red, listening), try Self.person(Self.blue, speaking)],
            length: 1_000)

        let picture = try #require(file.picture(at: 900))
        #expect(picture.colour(atColumn: 1, row: 90).isLike(.black))
        #expect(picture.colour(atColumn: 240, row: 1).luma > 100)
        #expect(picture.colour(atColumn: 318, row: 90).luma > 100)
    }

    @Test func `a shared screen is large, and the people stand beside it`() throws {
        let content = RecordedPerson.Content(pictures: [0..<1_000])
        var shared = content
        shared.isScreen = true
        let doctor = ComposedParticipant(
            name: "Ada", presence: [0..<1_000],
            files: [
                .init(
                    start: 0, isComplete: true, frames: try RecordedPerson(Self.red, content)),
                .init(
                    start: 0, isComplete: true,
                    frames: try RecordedPerson(RecordedPerson.colours[2], shared)),
            ])

        let file = try Self.composed(
            [doctor, try Self.person(Self.blue, content)], length: 1_000)

        let picture = try #require(file.picture(at: 900))
        #expect(picture.colour(atColumn: 120, row: 74).isLike(RecordedPerson.colours[2]))
        #expect(picture.colour(atColumn: 280, row: 14).isLike(Self.red))
        #expect(picture.colour(atColumn: 280, row: 74).isLike(Self.blue))
    }

    @Test func `two parts of a recording are one after the other, and the card between says why`()
        throws
    {
        let content = RecordedPerson.Content(pictures: [0..<1_000], tones: [0..<1_000])
        let person = ComposedParticipant(
            name: "Ada", presence: [0..<6_000],
            files: [
                .init(
                    start: 0, isComplete: false, frames: try RecordedPerson(Self.red, content)),
                .init(
                    start: 4_000, isComplete: true,
                    frames: try RecordedPerson(Self.blue, content)),
            ])
        let media = ParticipantMedia(person)
        var cards: [Card] = []

        for time in stride(from: Int64(0), to: 5_500, by: 20) {
            try media.advance(to: time)
            let range = Int(time) * 48..<Int(time + 20) * 48
            _ = media.takeSound(range)
            if case .card(let card) = media.cameraView(at: time).content, cards.last != card {
                cards.append(card)
            }
        }

        #expect(cards.contains(.interrupted))
        #expect(cards.last == .nothingReceived)
    }

    @Test func `a recording in which nobody is left goes on in black and silence`() throws {
        let file = try Self.composed([], length: 2_500)

        #expect(file.pictures.count >= 3)
        #expect(file.samples.count >= 2_480 * 48)
        #expect(file.samples.allSatisfy { abs($0) < 1e-3 })
    }
}
