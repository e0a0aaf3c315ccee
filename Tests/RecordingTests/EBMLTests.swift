import Testing

@testable import Recording

@Suite struct EBMLTests {
    private var buffer = EBMLBuffer()

    @Test(
        arguments: [
            (0, [0x80]), (126, [0xFE]), (127, [0x40, 0x7F]), (16_382, [0x7F, 0xFE]),
            (16_383, [0x20, 0x3F, 0xFF]), (2_097_150, [0x3F, 0xFF, 0xFE]),
        ] as [(Int, [UInt8])])
    mutating func `a size takes as few bytes as it can, and never all ones`(
        size: Int, bytes: [UInt8]
    ) {
        buffer.append(size: size)

        #expect(buffer.bytes == bytes)
    }

    @Test(arguments: 1...8)
    mutating func `a size can be given its width`(width: Int) {
        buffer.append(size: 5, width: width)

        #expect(buffer.count == width)
        #expect(buffer.bytes.last == (width == 1 ? 0x85 : 5))
    }

    @Test mutating func `numbers are as short as they can be`() {
        buffer.element(.trackNumber, unsigned: 0)
        buffer.element(.timestampScale, unsigned: 1_000_000)

        #expect(
            buffer.bytes == [0xD7, 0x81, 0, 0x2A, 0xD7, 0xB1, 0x83, 0x0F, 0x42, 0x40])
    }

    @Test mutating func `elements nest`() {
        buffer.master(.video) { video in
            video.element(.pixelWidth, unsigned: 320)
            video.element(.name, text: "é")
        }

        #expect(buffer.bytes == [0xE0, 9, 0xB0, 0x82, 1, 64, 0x53, 0x6E, 0x82, 0xC3, 0xA9].marked)
    }

    @Test(arguments: [2, 3, 127, 128, 129, 130, 4000])
    mutating func `a void fills the bytes it is given`(byteCount: Int) {
        buffer.void(byteCount: byteCount)

        #expect(buffer.count == byteCount)
        #expect(EBMLWalk(buffer.bytes).problem == nil)
    }

    @Test func `the header always has its length, whatever is in it`() {
        for labelLength in 0..<32 {
            var header = WebMHeader(unixNanoseconds: 1_700_000_000_000_000_000)
            for number in 1...UInt8(WebMHeader.trackLimit) {
                header.tracks.append(
                    WebMTrack(
                        number: number, codec: .h264,
                        label: String(repeating: "x", count: labelLength),
                        picture: PictureFormat(
                            width: 16_384, height: 16_384,
                            codecPrivate: [UInt8](
                                repeating: 1, count: number == 1 ? 500 + labelLength : 544))))
            }
            header.ending = WebMHeader.Ending(
                duration: 1, fileByteCount: 1 << 40, cuesOffset: 1 << 39)
            #expect(header.bytes.count == WebMHeader.byteCount)
            #expect(EBMLWalk(header.bytes).all(0xAE).count == 0)  // The segment goes on.
        }
    }

    @Test func `cues stay bounded`() {
        var cues = WebMCues()
        for second in 0..<100_000 {
            cues.append(WebMCues.Point(time: Int64(second) * 1000, track: 1, position: second))
        }

        #expect(cues.points.count <= WebMCues.limit)
        #expect(cues.points.first?.time == 0)
        #expect(cues.points.last?.time == 99_999_000)
    }
}

extension [UInt8] {
    /// With the length marker of a one-byte size in the second byte.
    fileprivate var marked: [UInt8] {
        var copy = self
        copy[1] |= 0x80
        return copy
    }
}
