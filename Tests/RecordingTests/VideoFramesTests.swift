import Testing
import Wire

@testable import Recording

/// Frames out of payloads, by hand-made packets and by damaged real ones.
@Suite struct VideoFramesTests {
    static let vp8Key: [UInt8] = [0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x41, 0xB4, 0x00, 1, 2]

    @Test(
        arguments: [
            [0x10], [0x90, 0x80, 0x07], [0x90, 0x80, 0x87, 0x65], [0x90, 0x40, 0x01],
            [0x90, 0x20, 0x60], [0xB0, 0xF0, 0x80, 0x01, 0x02, 0x03],
        ] as [[UInt8]])
    func `every VP8 descriptor is left out`(descriptor: [UInt8]) {
        let picture = Self.join([descriptor + Self.vp8Key], VP8Frames())

        #expect(
            picture
                == JoinedPicture(
                    bytes: Self.vp8Key,
                    keyframe: PictureFormat(width: 320, height: 180, codecPrivate: [])))
    }

    @Test func `VP8 data without its start is refused`() {
        #expect(Self.join([[0x00, 1, 2, 3]], VP8Frames()) == nil)
        #expect(Self.join([[0x11, 1, 2, 3]], VP8Frames()) == nil)  // Partition 1.
    }

    @Test func `VP9 layers of one picture become a superframe`() throws {
        // Profile 0, key frame, 64×48.
        let base: [UInt8] = [0x82, 0x49, 0x83, 0x42, 0x00, 0x03, 0xF0, 0x02, 0xF0]
        let structure: [UInt8] = [0x38, 0, 64, 0, 48, 0, 128, 0, 96, 1, 0x04, 1]

        let payloads = [
            [0xAE, 0x85, 0x00, 0x00, 0x01] + structure + base,
            [0xE8, 0x05, 0x02, 0x01, 0x86, 1],
            [0xE4, 0x05, 0x02, 0x01, 2, 3],
        ]
        let picture = try #require(Self.join(payloads, VP9Frames()))

        #expect(picture.keyframe == PictureFormat(width: 128, height: 96, codecPrivate: []))
        #expect(
            picture.bytes
                == base + [0x86, 1, 2, 3] + [0xD9, 9, 0, 0, 0, 4, 0, 0, 0, 0xD9])
    }

    @Test(
        arguments: [
            // Profile 1; profile 2; and an intra-only frame, which is no key frame.
            ([0xA2, 0x49, 0x83, 0x42, 0x00, 0x00, 0x7E, 0x00, 0x5E, 0x00], true),
            ([0x92, 0x49, 0x83, 0x42, 0x00, 0x01, 0xF8, 0x01, 0x78, 0x00], true),
            ([0x86, 0x00, 0x40, 0x92, 0x9C, 0x00, 0x00, 0x00, 0x00, 0x00], false),
        ] as [([UInt8], Bool)])
    func `VP9 headers of other profiles are read`(frame: [UInt8], isKeyframe: Bool) throws {
        let size = try #require(VP9FrameHeader(frame[...])).keyframeSize

        #expect((size != nil) == isKeyframe)
        if let size { #expect(size == (64, 48)) }
    }

    @Test func `a VP9 picture without its end is none`() {
        #expect(Self.join([[0x08, 0x86, 1]], VP9Frames()) == nil)
    }

    @Test(arguments: [true, false], [true, false])
    func `AV1 comes out the same however it was put into packets`(
        writesEveryLength: Bool, keepsSizes: Bool
    ) {
        let units = FixtureStream.ivf("av1")
        for limit in [30, 100, 1200] {
            let packetization = AV1Packetization(
                payloadLimit: limit, writesEveryLength: writesEveryLength, keepsSizes: keepsSizes)
            let frames = Self.frames(of: packetization.packets(of: units), AV1Frames())

            let expected = units.map { unit in
                Array(AV1Packetization.obus(of: unit).filter { $0[0] >> 3 & 0x0F != 2 }.joined())
            }
            #expect(frames.map(\.bytes) == expected)
            #expect(frames.first?.picture?.width == 320)
            #expect(frames.first?.picture?.codecPrivate.prefix(4) == [0x81, 0, 0x0C, 0])
        }
    }

    @Test func `parameter sets tell the size of H.264, cropping done`() throws {
        // x264, baseline 320×180 (192 lines coded), and high 1920×1080 with VUI left off.
        let first = try #require(FixtureStream.h264.packets.first)
        let baseline = Self.firstOfAggregate(first.payload)
        let small = try #require(H264SequenceParameters(baseline))
        #expect(small.width == 320 && small.height == 180 && !small.isHighProfile)

        let high = try #require(
            H264SequenceParameters([
                0x67, 0x64, 0x00, 0x28, 0xAC, 0xD9, 0x40, 0x78, 0x02, 0x27, 0xE5, 0xC0,
            ]))
        #expect(high.width == 1920 && high.height == 1080)
        #expect(high.isHighProfile && high.chromaFormat == 1 && high.lumaDepth == 8)
    }

    @Test func `an AV1 fragment without its rest is refused`() {
        let open: [UInt8] = [0x50, 0x0A, 1, 2]
        #expect(Self.join([open, [0x10, 0x32, 1]], AV1Frames()) == nil)
        #expect(Self.join([[0x90, 0x32, 1]], AV1Frames()) == nil)
    }

    @Test func `an H.264 picture whose first slice is lost is refused`() throws {
        let parameters = try #require(FixtureStream.h264.packets.first).payload
        let slice: (UInt8) -> [UInt8] = { [0x65, $0, 1, 2] }

        let whole = Self.join([parameters, slice(0x88), slice(0x48)], H264Frames())
        #expect(whole?.keyframe?.width == 320)
        #expect(Self.join([parameters, slice(0x48)], H264Frames()) == nil)
    }

    @Test func `H.264 fragments must follow each other`() throws {
        let parameters = try #require(FixtureStream.h264.packets.first).payload
        let start: [UInt8] = [0x7C, 0x85, 0x88, 1]
        let middle: [UInt8] = [0x7C, 0x05, 2]
        let end: [UInt8] = [0x7C, 0x45, 3]

        let whole = Self.join([parameters, start, middle, end], H264Frames())
        #expect(whole?.bytes.suffix(9) == [0, 0, 0, 5, 0x65, 0x88, 1, 2, 3])
        #expect(Self.join([parameters, start, middle], H264Frames()) == nil)
        #expect(Self.join([parameters, middle, end], H264Frames()) == nil)
        #expect(Self.join([parameters, start, start, end], H264Frames()) == nil)
    }

    @Test func `after a gap nothing comes before a key frame`() {
        var frames = VideoFrames(payloads: VP8Frames())
        var out: [EncodedFrame] = []
        frames.receive(Self.packet(0, [0x10] + Self.vp8Key, marked: true), into: &out)
        frames.receive(Self.packet(1, [0x10, 0x11, 9], marked: true), into: &out)
        frames.receiveGap()
        frames.receive(Self.packet(3, [0x10, 0x11, 9], marked: true), into: &out)
        #expect(out.count == 2)
        #expect(frames.isWaitingForKeyframe)

        frames.receive(Self.packet(4, [0x10] + Self.vp8Key, marked: true), into: &out)

        #expect(out.map(\.isKeyframe) == [true, false, true])
        #expect(out.map(\.rtpTimestamp) == [0, 1, 4])
    }

    @Test func `a key frame whose start is lost is not taken for one`() {
        var frames = VideoFrames(payloads: VP8Frames())
        var out: [EncodedFrame] = []
        frames.receiveGap()
        frames.receive(Self.packet(1, [0x00, 7, 7], marked: true), into: &out)
        #expect(out.isEmpty)
        #expect(frames.droppedCount == 1)
    }

    @Test func `a frame without marker ends where the next one begins`() {
        var frames = VideoFrames(payloads: VP8Frames())
        var out: [EncodedFrame] = []
        frames.receive(Self.packet(0, [0x10] + Self.vp8Key), into: &out)
        frames.receive(Self.packet(1, [0x10, 0x11, 9]), into: &out)
        frames.close(into: &out)
        #expect(out.count == 2)
    }

    @Test func `a frame that never ends is given up`() {
        var frames = VideoFrames(payloads: VP8Frames())
        var out: [EncodedFrame] = []
        frames.receive(Self.packet(0, [0x10] + Self.vp8Key), into: &out)
        for _ in 0..<600 {
            frames.receive(Self.packet(0, [UInt8](repeating: 0, count: 8000)), into: &out)
        }
        frames.receive(Self.packet(0, [0, 0], marked: true), into: &out)
        #expect(out.isEmpty && frames.isWaitingForKeyframe)
    }

    @Test(arguments: [RecordedCodec.vp8, .vp9, .av1, .h264])
    func `every truncation and every flipped bit of real packets is survived`(
        codec: RecordedCodec
    ) {
        let stream = Self.stream(codec)
        for packet in stream.packets.prefix(4) {
            for length in 0..<packet.payload.count {
                _ = Self.take(Array(packet.payload.prefix(length)), codec)
            }
            for bit in 0..<(min(packet.payload.count, 120) * 8) {
                var payload = packet.payload
                payload[bit / 8] ^= 1 << UInt8(bit % 8)
                _ = Self.take(payload, codec)
            }
        }
    }

    @Test(arguments: [RecordedCodec.vp8, .vp9, .av1, .h264], UInt64(0)..<20)
    func `random payloads are survived`(codec: RecordedCodec, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let length = Int.random(in: 0..<60, using: &random)
            _ = Self.take((0..<length).map { _ in .random(in: 0...255, using: &random) }, codec)
        }
    }

    private static func take(_ payload: [UInt8], _ codec: RecordedCodec) -> JoinedPicture? {
        switch codec {
        case .vp8, .opus: join([payload], VP8Frames())
        case .vp9: join([payload], VP9Frames())
        case .av1: join([payload], AV1Frames())
        case .h264: join([payload], H264Frames())
        }
    }

    /// The picture in the payloads of one frame; `nil` where one of them is refused.
    private static func join(
        _ payloads: [[UInt8]], _ start: some VideoPayloads
    ) -> JoinedPicture? {
        var frames = start
        for payload in payloads {
            guard frames.append(payload) else { return nil }
        }
        return frames.take()
    }

    private static func stream(_ codec: RecordedCodec) -> FixtureStream {
        switch codec {
        case .vp8: .vp8
        case .vp9: .vp9
        case .av1: .av1
        case .h264: .h264
        case .opus: .opus
        }
    }

    private static func frames(
        of packets: [TestPacket], _ payloads: some VideoPayloads
    ) -> [EncodedFrame] {
        var frames = VideoFrames(payloads: payloads)
        var out: [EncodedFrame] = []
        for packet in packets {
            frames.receive(
                self.packet(packet.rtpTimestamp, packet.payload, marked: packet.isMarked),
                into: &out)
        }
        return out
    }

    private static func packet(
        _ rtpTimestamp: UInt32, _ payload: [UInt8], marked: Bool = false
    ) -> RecordedPacket {
        RecordedPacket(
            sequenceNumber: 0, rtpTimestamp: rtpTimestamp, isMarked: marked, payload: payload,
            arrivedAt: time(0))
    }

    private static func firstOfAggregate(_ payload: [UInt8]) -> [UInt8] {
        Array(payload[3..<(3 + Int(payload[2]))])
    }
}
