/// A rectangle of pixels; every number is even, so that colour planes have it too.
package struct Area: Equatable, Sendable {
    package let left: Int
    package let top: Int
    package let width: Int
    package let height: Int

    package init(left: Int, top: Int, width: Int, height: Int) {
        self.left = left & ~1
        self.top = top & ~1
        self.width = max(0, width & ~1)
        self.height = max(0, height & ~1)
    }

    func clipped(toWidth fullWidth: Int, height fullHeight: Int) -> Area {
        let left = min(max(0, self.left), fullWidth)
        let top = min(max(0, self.top), fullHeight)
        return Area(
            left: left, top: top, width: min(self.left + width, fullWidth) - left,
            height: min(self.top + height, fullHeight) - top)
    }

    /// Without a border of so many pixels.
    func inset(by border: Int) -> Area {
        Area(
            left: left + border, top: top + border, width: width - 2 * border,
            height: height - 2 * border)
    }

    /// The largest part in the middle that has the proportions of a picture.
    package func fitting(width pictureWidth: Int, height pictureHeight: Int) -> Area {
        guard pictureWidth > 0, pictureHeight > 0, width > 0, height > 0 else { return self }
        let isLimitedByWidth = pictureWidth * height >= pictureHeight * width
        let fitted =
            isLimitedByWidth
            ? (width, max(2, width * pictureHeight / pictureWidth))
            : (max(2, height * pictureWidth / pictureHeight), height)
        return Area(
            left: left + (width - fitted.0) / 2, top: top + (height - fitted.1) / 2,
            width: fitted.0, height: fitted.1)
    }
}
