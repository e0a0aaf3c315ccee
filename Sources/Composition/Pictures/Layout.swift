/// Where on the canvas who is shown: side by side, from three on in a grid, and in a column beside
/// a shared screen. Pure.
package struct Layout: Equatable, Sendable {
    /// Of each participant, in their order.
    package let tiles: [Area]
    /// Of each shared screen.
    package let screens: [Area]

    /// - Parameters:
    ///   - tileCount: who is there; 0 leaves the canvas empty.
    ///   - screenCount: which screens are shared.
    package init(tileCount: Int, screenCount: Int, width: Int, height: Int) {
        let isShared = screenCount > 0 && tileCount > 0
        // A shared screen gets three quarters of the width.
        let stage = screenCount > 0 ? (isShared ? width * 3 / 4 : width) : 0
        screens = Self.grid(
            screenCount, in: Area(left: 0, top: 0, width: stage, height: height))
        let rest = Area(left: stage, top: 0, width: width - stage, height: height)
        tiles = isShared ? Self.column(tileCount, in: rest) : Self.grid(tileCount, in: rest)
    }

    /// As square as it can be, the last row in the middle.
    private static func grid(_ count: Int, in area: Area) -> [Area] {
        guard count > 0 else { return [] }
        var columns = 1
        while columns * columns < count { columns += 1 }
        let rows = (count + columns - 1) / columns
        let (width, height) = (area.width / columns & ~1, area.height / rows & ~1)
        return (0..<count).map { index in
            let row = index / columns
            let inRow = row == rows - 1 ? count - row * columns : columns
            let left = area.left + (area.width - inRow * width) / 2
            return Area(
                left: left + index % columns * width, top: area.top + row * height, width: width,
                height: height)
        }
    }

    private static func column(_ count: Int, in area: Area) -> [Area] {
        let height = min(area.height / count, area.width * 3 / 4) & ~1
        return (0..<count).map { index in
            Area(left: area.left, top: area.top + index * height, width: area.width, height: height)
        }
    }
}
