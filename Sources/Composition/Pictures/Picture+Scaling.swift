extension Picture {
    /// Draws `source` into `area`, shrunk or stretched to its size.
    ///
    /// Halved by the mean of four as often as that fits, the rest by linear interpolation: no
    /// pixel of the source is left out by more than half.
    package mutating func draw(_ source: Picture, into area: Area) {
        guard area.width >= 2, area.height >= 2,
            area == area.clipped(toWidth: width, height: height)
        else { return }
        var source = source
        while source.width >= area.width * 2, source.height >= area.height * 2 {
            source = source.halved()
        }
        let planes = planes
        let sourcePlanes = source.planes
        bytes.withUnsafeMutableBufferPointer { target in
            source.bytes.withUnsafeBufferPointer { pixels in
                for (plane, from) in zip(planes, sourcePlanes) {
                    let scale = width / plane.width
                    let start = plane.start + area.top / scale * plane.width + area.left / scale
                    Self.stretch(
                        UnsafeBufferPointer(rebasing: pixels[from.start...]), from,
                        into: UnsafeMutableBufferPointer(rebasing: target[start...]),
                        stride: plane.width, width: area.width / scale,
                        height: area.height / scale)
                }
            }
        }
    }

    /// Half as wide and high, each pixel the mean of four.
    private func halved() -> Picture {
        var half = Picture(width: width / 2 & ~1, height: height / 2 & ~1)
        let planes = half.planes
        let sourcePlanes = self.planes
        half.bytes.withUnsafeMutableBufferPointer { target in
            bytes.withUnsafeBufferPointer { pixels in
                guard let target = target.baseAddress, let pixels = pixels.baseAddress
                else { return }
                for (plane, from) in zip(planes, sourcePlanes) {
                    for row in 0..<plane.height {
                        let upper = pixels + from.start + 2 * row * from.width
                        let lower = upper + from.width
                        let out = target + plane.start + row * plane.width
                        for column in 0..<plane.width {
                            let sum =
                                UInt16(upper[2 * column]) &+ UInt16(upper[2 * column &+ 1])
                                &+ UInt16(lower[2 * column]) &+ UInt16(lower[2 * column &+ 1])
                            out[column] = UInt8(truncatingIfNeeded: (sum &+ 2) >> 2)
                        }
                    }
                }
            }
        }
        return half
    }

    /// One plane, by linear interpolation in both directions.
    ///
    /// - Parameters:
    ///   - pixels: of the plane `from`, without gaps.
    ///   - target: from its first pixel on, `stride` from one row to the next.
    private static func stretch(
        _ pixels: UnsafeBufferPointer<UInt8>, _ from: Plane,
        into target: UnsafeMutableBufferPointer<UInt8>, stride: Int, width: Int, height: Int
    ) {
        guard let pixels = pixels.baseAddress, let target = target.baseAddress else { return }
        if from.width == width, from.height == height {
            for row in 0..<height {
                (target + row * stride).update(from: pixels + row * width, count: width)
            }
            return
        }
        let columns = places(from: from.width, to: width)
        let rows = places(from: from.height, to: height)
        columns.withUnsafeBufferPointer { columns in
            for row in 0..<height {
                let place = rows[row]
                let upper = pixels + Int(place.index) * from.width
                let lower = upper + (Int(place.index) + 1 < from.height ? from.width : 0)
                let down = Int32(place.weight)
                let out = target + row * stride
                for column in 0..<width {
                    let left = Int(columns[column].index)
                    let right = min(left &+ 1, from.width &- 1)
                    let across = Int32(columns[column].weight)
                    let top =
                        Int32(upper[left]) &* (256 &- across) &+ Int32(upper[right]) &* across
                    let bottom =
                        Int32(lower[left]) &* (256 &- across) &+ Int32(lower[right]) &* across
                    let sum = top &* (256 &- down) &+ bottom &* down
                    out[column] = UInt8(truncatingIfNeeded: (sum &+ 32_768) >> 16)
                }
            }
        }
    }

    /// For each target pixel the source pixel before its middle, and the share of the next one, of
    /// 256.
    private static func places(
        from sourceCount: Int, to count: Int
    ) -> [(index: Int32, weight: Int32)] {
        (0..<count).map { index in
            let middle = ((2 * index + 1) * sourceCount * 128) / count - 128
            let place = min(max(0, middle), (sourceCount - 1) * 256)
            return (Int32(place / 256), Int32(place % 256))
        }
    }
}
