/// A picture in I420: a plane of luma and two of colour at half the size, 8 bits a sample, behind
/// each other without gaps.
package struct Picture: Equatable, Sendable {
    /// Pixels; even.
    package let width: Int
    package let height: Int
    package internal(set) var bytes: [UInt8]

    /// More is no picture of ours.
    package static let sideLimit = 8_192

    /// - Parameters:
    ///   - width: made even by adding a pixel, as `height`; both are held inside of
    ///     2...``sideLimit``.
    ///   - colour: of every pixel.
    package init(width: Int, height: Int, colour: Colour = .black) {
        self.width = Self.side(width)
        self.height = Self.side(height)
        bytes = []
        let count = self.width * self.height
        bytes.reserveCapacity(count * 3 / 2)
        bytes.append(contentsOf: repeatElement(colour.luma, count: count))
        bytes.append(contentsOf: repeatElement(colour.blue, count: count / 4))
        bytes.append(contentsOf: repeatElement(colour.red, count: count / 4))
    }

    private static func side(_ pixels: Int) -> Int {
        max(2, min(pixels, sideLimit) + 1) & ~1
    }

    /// Luma and the two of colour, in their order in ``bytes``.
    var planes: [Plane] {
        let count = width * height
        return [
            Plane(start: 0, width: width, height: height),
            Plane(start: count, width: width / 2, height: height / 2),
            Plane(start: count + count / 4, width: width / 2, height: height / 2),
        ]
    }

    /// One of the three.
    struct Plane: Equatable {
        /// In ``Picture/bytes``.
        let start: Int
        let width: Int
        let height: Int
    }

    /// The colour at a pixel inside of the picture.
    package func colour(atColumn column: Int, row: Int) -> Colour {
        let planes = planes
        let half = row / 2 * (width / 2) + column / 2
        return Colour(
            luma: bytes[row * width + column], blue: bytes[planes[1].start + half],
            red: bytes[planes[2].start + half])
    }

    /// Fills the part of `area` that is inside of the picture.
    package mutating func fill(_ area: Area, with colour: Colour) {
        let area = area.clipped(toWidth: width, height: height)
        for (plane, value) in zip(planes, [colour.luma, colour.blue, colour.red]) {
            let scale = width / plane.width
            for row in (area.top / scale)..<((area.top + area.height) / scale) {
                let start = plane.start + row * plane.width + area.left / scale
                bytes.withUnsafeMutableBufferPointer {
                    $0[start..<(start + area.width / scale)].update(repeating: value)
                }
            }
        }
    }
}
