import Testing

@testable import Composition

@Suite struct PicturesTests {
    @Test(arguments: [
        (1_280, 720, 640, 360), (1_280, 720, 426, 240), (640, 360, 1_280, 720), (64, 64, 2, 2),
        (350, 198, 348, 196), (2, 2, 640, 360),
    ])
    func `a picture of one colour has it at every size`(sizes: (Int, Int, Int, Int)) {
        let source = Picture(width: sizes.0, height: sizes.1, colour: RecordedPerson.colours[1])
        var target = Picture(width: sizes.2 + 20, height: sizes.3 + 20)

        target.draw(source, into: Area(left: 10, top: 10, width: sizes.2, height: sizes.3))

        for (column, row) in [(10, 10), (9 + sizes.2, 9 + sizes.3), (10, 9 + sizes.3)] {
            #expect(target.colour(atColumn: column, row: row) == RecordedPerson.colours[1])
        }
        #expect(target.colour(atColumn: 8, row: 8) == .black)
        #expect(target.colour(atColumn: 11 + sizes.2, row: 11 + sizes.3) == .black)
    }

    @Test(arguments: [(160, 90), (500, 282), (640, 360), (80, 46)])
    func `left stays left and above stays above`(size: (Int, Int)) {
        var source = Picture(width: 320, height: 180, colour: RecordedPerson.colours[0])
        source.fill(
            Area(left: 160, top: 0, width: 160, height: 90), with: RecordedPerson.colours[1])
        var target = Picture(width: size.0, height: size.1)

        target.draw(source, into: Area(left: 0, top: 0, width: size.0, height: size.1))

        let (left, right) = (size.0 / 4, size.0 * 3 / 4)
        let (upper, lower) = (size.1 / 4, size.1 * 3 / 4)
        #expect(target.colour(atColumn: right, row: upper) == RecordedPerson.colours[1])
        #expect(target.colour(atColumn: left, row: upper) == RecordedPerson.colours[0])
        #expect(target.colour(atColumn: right, row: lower) == RecordedPerson.colours[0])
    }

    @Test func `an area outside of the picture is not drawn, and part of one is filled`() {
        var picture = Picture(width: 20, height: 20)
        let untouched = picture

        picture.draw(picture, into: Area(left: 10, top: 10, width: 20, height: 20))
        #expect(picture == untouched)

        picture.fill(Area(left: 10, top: -10, width: 100, height: 20), with: .white)
        #expect(picture.colour(atColumn: 10, row: 9) == .white)
        #expect(picture.colour(atColumn: 9, row: 9) == .black)
        #expect(picture.colour(atColumn: 10, row: 10) == .black)
    }

    @Test func `a text is where it was put, as wide as it said, and cut to what fits`() {
        let lettering = Lettering.shared
        var picture = Picture(width: 400, height: 40)
        let text = "Dr. Zoë Größe, Ελένη, Пётр"

        lettering.draw(text, in: &picture, left: 20, top: 4)

        let lit = (0..<400).filter { column in
            (0..<40).contains { picture.colour(atColumn: column, row: $0).luma > 60 }
        }
        #expect(lit.first.map { (20..<26).contains($0) } == true)
        #expect(lit.last.map { abs($0 - (20 + lettering.width(of: text))) < 6 } == true)
        #expect(lettering.fitted(text, width: 1_000) == text)
        let cut = lettering.fitted(text, width: 120)
        #expect(cut.hasSuffix("…") && lettering.width(of: cut) <= 120)
        #expect(lettering.width(of: "漢") == lettering.width(of: "□"))
    }

    @Test(arguments: 1...20, [0, 1, 2])
    func `tiles are inside of the canvas and apart from each other`(count: Int, screens: Int) {
        let layout = Layout(tileCount: count, screenCount: screens, width: 1_280, height: 720)

        let all = layout.tiles + layout.screens
        #expect(all.count == count + screens)
        for (index, area) in all.enumerated() {
            #expect(area.width >= 2 && area.height >= 2)
            #expect(area == area.clipped(toWidth: 1_280, height: 720))
            for other in all[(index + 1)...] {
                #expect(
                    area.left + area.width <= other.left || other.left + other.width <= area.left
                        || area.top + area.height <= other.top
                        || other.top + other.height <= area.top)
            }
        }
    }

    @Test func `two stand side by side`() {
        let layout = Layout(tileCount: 2, screenCount: 0, width: 1_280, height: 720)

        #expect(
            layout.tiles == [
                Area(left: 0, top: 0, width: 640, height: 720),
                Area(left: 640, top: 0, width: 640, height: 720),
            ])
    }
}
