extension Picture {
    /// Copies what a decoder put out, without an odd last column and row.
    ///
    /// - Parameters:
    ///   - planes: three of 4:2:0, each at least as large as the picture needs; `stride` is in
    ///     bytes.
    ///   - bitDepth: 8, or up to 16 in samples of two bytes, little endian.
    /// - Returns: `nil` for what is no such picture.
    init?(
        width: Int, height: Int, planes source: [(pixels: UnsafePointer<UInt8>, stride: Int)],
        bitDepth: Int
    ) {
        guard (2...Self.sideLimit).contains(width), (2...Self.sideLimit).contains(height),
            source.count == 3, (8...16).contains(bitDepth)
        else { return nil }
        self.init(width: width & ~1, height: height & ~1)
        let planes = self.planes
        bytes.withUnsafeMutableBufferPointer { target in
            guard let target = target.baseAddress else { return }
            for (plane, from) in zip(planes, source) {
                for row in 0..<plane.height {
                    let out = target + plane.start + row * plane.width
                    let line = from.pixels + row * from.stride
                    if bitDepth == 8 {
                        out.update(from: line, count: plane.width)
                    } else {
                        for column in 0..<plane.width {
                            let sample =
                                UInt16(line[2 * column]) | UInt16(line[2 * column + 1]) << 8
                            out[column] = UInt8(
                                truncatingIfNeeded: sample >> UInt16(bitDepth - 8))
                        }
                    }
                }
            }
        }
    }
}
