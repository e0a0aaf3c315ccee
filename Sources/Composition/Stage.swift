/// The canvas, and what stands on it. Draws anew only what changed.
struct Stage {
    /// What is seen of one camera or screen.
    struct View {
        let name: String
        let content: Content
        let isSpeaking: Bool
    }

    enum Content {
        /// - Parameter number: another for each picture of the same camera.
        case picture(Picture, number: Int)
        case card(Card)
    }

    /// What a tile shows now.
    private struct Drawn: Equatable {
        var name: String
        var isSpeaking: Bool
        var card: Card?
        var number: Int?
        /// Where the picture stands.
        var pictureArea: Area?
    }

    private static let border = 4
    private static let stripHeight = 32

    private(set) var canvas: Picture
    private var layout: Layout
    private var drawn: [Drawn?] = []

    init(width: Int, height: Int) {
        canvas = Picture(width: width, height: height)
        layout = Layout(tileCount: 0, screenCount: 0, width: width, height: height)
    }

    /// - Returns: whether anything is to be seen that was not there before.
    mutating func show(_ views: [View], screens: [View]) -> Bool {
        let wanted = Layout(
            tileCount: views.count, screenCount: screens.count, width: canvas.width,
            height: canvas.height)
        var isChanged = false
        if wanted != layout {
            layout = wanted
            canvas.fill(
                Area(left: 0, top: 0, width: canvas.width, height: canvas.height), with: .black)
            drawn = Array(repeating: nil, count: views.count + screens.count)
            isChanged = true
        }
        for (index, view) in (views + screens).enumerated() {
            let isTile = index < views.count
            let area = isTile ? layout.tiles[index] : layout.screens[index - views.count]
            if draw(view, at: index, in: area) { isChanged = true }
        }
        return isChanged
    }

    private mutating func draw(_ view: View, at index: Int, in area: Area) -> Bool {
        let before = drawn[index]
        var now = Drawn(name: view.name, isSpeaking: view.isSpeaking)
        let stage = self.stage(of: area)
        switch view.content {
        case .picture(let picture, let number):
            now.number = number
            now.pictureArea = stage.fitting(width: picture.width, height: picture.height)
        case .card(let card):
            now.card = card
        }
        guard now != before else { return false }
        if before?.name != now.name { drawName(of: view, in: area) }
        if before?.isSpeaking != now.isSpeaking { drawBorder(of: area, isLit: now.isSpeaking) }
        if before?.pictureArea != now.pictureArea || before?.card != now.card {
            canvas.fill(stage, with: now.card == nil ? .black : .darkGrey)
        }
        if case .picture(let picture, _) = view.content, let pictureArea = now.pictureArea {
            if before?.number != now.number || before?.pictureArea != pictureArea {
                canvas.draw(picture, into: pictureArea)
            }
        } else if let card = now.card, before?.card != card {
            draw(card.rawValue, inTheMiddleOf: stage)
        }
        drawn[index] = now
        return true
    }

    /// Where the picture of a tile can be.
    private func stage(of area: Area) -> Area {
        let inner = area.inset(by: Self.border)
        return Area(
            left: inner.left, top: inner.top, width: inner.width,
            height: inner.height - Self.stripHeight)
    }

    private mutating func drawName(of view: View, in area: Area) {
        let inner = area.inset(by: Self.border)
        let top = inner.top + inner.height - Self.stripHeight
        canvas.fill(
            Area(left: inner.left, top: top, width: inner.width, height: Self.stripHeight),
            with: .black)
        let text = Lettering.shared.fitted(view.name, width: inner.width - 16)
        Lettering.shared.draw(text, in: &canvas, left: inner.left + 8, top: top + 2)
    }

    private mutating func draw(_ text: String, inTheMiddleOf area: Area) {
        let text = Lettering.shared.fitted(text, width: area.width - 16)
        Lettering.shared.draw(
            text, in: &canvas,
            left: area.left + (area.width - Lettering.shared.width(of: text)) / 2,
            top: area.top + (area.height - Lettering.lineHeight) / 2)
    }

    private mutating func drawBorder(of area: Area, isLit: Bool) {
        let colour: Colour = isLit ? .speaking : .black
        let width = Self.border
        for side in [
            Area(left: area.left, top: area.top, width: area.width, height: width),
            Area(
                left: area.left, top: area.top + area.height - width, width: area.width,
                height: width),
            Area(left: area.left, top: area.top, width: width, height: area.height),
            Area(
                left: area.left + area.width - width, top: area.top, width: width,
                height: area.height),
        ] { canvas.fill(side, with: colour) }
    }
}
