import RTP
import Testing
import Wire

@Suite struct VP8PayloadTests {
    @Test func `a key frame of Chromium tells ids, layer and size`() throws {
        let payload = try #require(vp8(keyframe))

        #expect(payload.pictureID == PictureID(value: 0x1234, offset: 2, isLong: true))
        #expect(payload.baseLayerIndex == BaseLayerIndex(value: 7, offset: 4))
        #expect(payload.temporalLayer == 1 && payload.isLayerSync)
        #expect(payload.keyIndex == nil)
        #expect(payload.descriptorLength == 6)
        #expect(payload.isStartOfFrame && payload.isKeyframe && !payload.isDiscardable)
        #expect(payload.size == PictureSize(width: 640, height: 360))
    }

    @Test func `RFC 7741 §4.2 descriptors of one byte and with short ids are read`() throws {
        let bare = try #require(vp8([0x00, 0x01]))
        #expect(bare.pictureID == nil && bare.temporalLayer == nil && bare.descriptorLength == 1)
        #expect(!bare.isStartOfFrame && !bare.isKeyframe)

        let short = try #require(vp8([0xb0, 0x90, 0x11, 0x3f, 0x01]))
        #expect(short.pictureID == PictureID(value: 0x11, offset: 2, isLong: false))
        #expect(short.keyIndex == 31 && short.isDiscardable && short.isStartOfFrame)
        #expect(!short.isKeyframe)
    }

    @Test func `only the start of partition 0 starts a frame`() {
        #expect(vp8([0x11, 0x00])?.isStartOfFrame == false)
        #expect(vp8([0x10, 0x00])?.isKeyframe == true)
    }

    @Test func `a patched id keeps its width and moves nothing else`() throws {
        var payload = keyframe
        let read = try #require(vp8(payload))
        payload.withUnsafeMutableBytes { bytes in
            read.pictureID?.patch(0xffff, in: bytes)
            read.baseLayerIndex?.patch(8, in: bytes)
        }
        #expect(payload[2...4] == [0xff, 0xff, 8])
        #expect(vp8(payload)?.size == read.size)

        var short: [UInt8] = [0x80, 0x80, 0x11, 0x01]
        short.withUnsafeMutableBytes {
            PictureID(value: 0x11, offset: 2, isLong: false).patch(0x181, in: $0)
            PictureID(value: 0, offset: 3, isLong: true).patch(1, in: $0)
            BaseLayerIndex(value: 0, offset: 4).patch(1, in: $0)
        }
        #expect(short == [0x80, 0x80, 0x01, 0x01])
    }

    @Test func `damage never traps, and a descriptor alone is refused`() {
        for length in 0...6 { #expect(vp8(Array(keyframe.prefix(length))) == nil) }
        for damaged in flippedBits(of: keyframe) + truncations(of: keyframe) {
            #expect(vp8(damaged)?.descriptorLength ?? 0 < max(damaged.count, 1))
        }
    }
}

@Suite struct VP9PayloadTests {
    @Test func `a key frame with a scalability structure is read`() throws {
        let payload = try #require(vp9(keyframe))

        #expect(payload.pictureID == PictureID(value: 0x0102, offset: 1, isLong: true))
        #expect(payload.layer?.temporal == 0 && payload.layer?.spatial == 0)
        #expect(payload.baseLayerIndex == BaseLayerIndex(value: 9, offset: 4))
        #expect(payload.spatialLayerCount == 2)
        #expect(payload.size == PictureSize(width: 640, height: 360))
        #expect(payload.descriptorLength == keyframe.count - 1)
        #expect(payload.isKeyframe)
    }

    private let keyframe: [UInt8] = [
        0xaa, 0x81, 0x02, 0x10, 0x09,  // I, L, B, V; picture ID; layer; TL0PICIDX.
        0x38, 0x01, 0x40, 0x00, 0xb4, 0x02, 0x80, 0x01, 0x68,  // Two layers, both sizes.
        0x02, 0x14, 0x01, 0x00,  // Two pictures: one reference, none.
        0x99,
    ]

    @Test func `flexible mode has references in place of an index`() throws {
        let payload = try #require(vp9([0xf4, 0x05, 0x25, 0x03, 0x04, 0x99]))
        #expect(payload.baseLayerIndex == nil)
        #expect(payload.pictureID?.isLong == false)
        #expect(payload.layer?.temporal == 1 && payload.layer?.spatial == 2)
        #expect(payload.layer?.isInterLayerPredicted == true)
        #expect(payload.descriptorLength == 5)
        #expect(!payload.isKeyframe && payload.flags.contains(.isEndOfFrame))
        #expect(vp9([0xf4, 0x05, 0x25, 0x03, 0x03, 0x03, 0x99]) == nil)
    }

    @Test func `a frame of an upper layer is no key frame by itself`() {
        #expect(vp9([0xa8, 0x01, 0x03, 0x00, 0x99])?.isKeyframe == false)
        #expect(vp9([0xa8, 0x01, 0x00, 0x00, 0x99])?.isKeyframe == true)
        #expect(vp9([0xa0, 0x01, 0x00, 0x00, 0x99])?.isKeyframe == false)
    }

    @Test func `damage never traps, and a descriptor alone is refused`() {
        for damaged in truncations(of: keyframe) { #expect(vp9(damaged) == nil) }
        for damaged in flippedBits(of: keyframe) {
            #expect(vp9(damaged)?.descriptorLength ?? 0 < damaged.count)
        }
    }
}

@Suite struct H264PayloadTests {
    @Test func `single units, aggregates and fragments tell what begins`() throws {
        #expect(h264([0x41, 1])?.isKeyframe == false)
        #expect(h264([0x65, 1])?.isKeyframe == true)
        #expect(h264([0x65, 1])?.form == .single)

        let sets = try #require(h264([0x78, 0, 2, 0x67, 1, 0, 1, 0x68]))
        #expect(sets.form == .aggregate && sets.isKeyframe)
        #expect(sets.begins(H264Payload.pictureParameterSet) && !sets.begins(H264Payload.slice))

        let start = try #require(h264([0x7c, 0x85, 1]))
        #expect(start.form == .fragment(isStart: true, isEnd: false) && start.isKeyframe)
        let end = try #require(h264([0x7c, 0x45, 1]))
        #expect(end.form == .fragment(isStart: false, isEnd: true) && !end.isKeyframe)
    }

    @Test func `what leaves the payload, or has another form, is refused`() {
        for payload in [
            [], [0x78], [0x78, 0], [0x78, 0, 3, 0x67, 1], [0x78, 0, 0], [0x7c, 0x85], [0x1d, 1, 1],
        ] {
            #expect(h264(payload.map { UInt8($0) }) == nil)
        }
    }

    @Test func `damage never traps`() {
        for whole in [[0x78, 0, 2, 0x67, 1, 0, 1, 0x68], [0x7c, 0x85, 1]] as [[UInt8]] {
            for damaged in truncations(of: whole) + flippedBits(of: whole) { _ = h264(damaged) }
        }
    }
}

@Suite struct AV1PayloadTests {
    /// Two elements: a sequence header behind its length, then a frame.
    private let keyframe: [UInt8] = [0x28, 0x02, 0x08, 0x01, 0x30, 0x01, 0x02]

    @Test func `the start of a sequence is a key frame`() throws {
        let payload = try #require(av1(keyframe))
        #expect(payload.isStartOfSequence && payload.isKeyframe)
        #expect(!payload.isContinuation && !payload.isContinued && payload.elementCount == 2)
        #expect(payload.begins(AV1Payload.sequenceHeader) && payload.begins(AV1Payload.frame))
        #expect(elements(keyframe) == [2..<4, 4..<7])
    }

    @Test func `the first element of a continuation begins nothing`() throws {
        let payload = try #require(av1([0xc0, 0x01, 0x08, 0x02, 0x30, 0x00]))
        #expect(payload.isContinuation && payload.isContinued && !payload.isKeyframe)
        #expect(payload.begins(AV1Payload.frame))
        #expect(elements([0xc0, 0x01, 0x08, 0x02, 0x30, 0x00]) == [2..<3, 4..<6])
    }

    @Test func `lengths that leave the payload, and missing elements, are refused`() {
        for payload in [
            [], [0x00], [0x00, 0x05, 1], [0x00, 0xff, 0xff, 0xff, 0xff, 1], [0x20, 1, 8],
        ] {
            #expect(av1(payload.map { UInt8($0) }) == nil)
        }
        #expect(av1([0x00] + .init(repeating: 0, count: 65)) == nil)
    }

    @Test func `damage never traps`() {
        for damaged in truncations(of: keyframe) + flippedBits(of: keyframe) {
            for element in elements(damaged) { _ = damaged[element] }
        }
    }
}

private let keyframe: [UInt8] = [
    0x90, 0xe0, 0x92, 0x34, 0x07, 0x60,
    0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01, 0x99,
]

private func vp8(_ payload: [UInt8]) -> VP8Payload? { VP8Payload(parsing: payload.span.bytes) }
private func vp9(_ payload: [UInt8]) -> VP9Payload? { VP9Payload(parsing: payload.span.bytes) }
private func h264(_ payload: [UInt8]) -> H264Payload? { H264Payload(parsing: payload.span.bytes) }
private func av1(_ payload: [UInt8]) -> AV1Payload? { AV1Payload(parsing: payload.span.bytes) }

private func elements(_ payload: [UInt8]) -> [Range<Int>] {
    guard var elements = av1(payload)?.elements else { return [] }
    var all: [Range<Int>] = []
    while let element = elements.next(in: payload.span.bytes) { all.append(element) }
    return all
}
