import Testing

@testable import Recording

@Suite struct WrittenIntervalsTests {
    /// A container with a frame at each of these milliseconds.
    private static func container(_ times: [Int64]) -> [UInt8] {
        var writer = WebMWriter()
        writer.setDate(unixNanoseconds: 1_700_000_000_000_000_000)
        writer.add(WebMTrack(number: 1, codec: .opus, label: "microphone", picture: nil))
        for time in times {
            writer.write([1, 2, 3], track: 1, time: time, isKeyframe: true, isVideo: false)
        }
        writer.finish(duration: times.last ?? 0)
        return writer.takeOutput()
    }

    @Test(arguments: [1, 7, 4096, 100_000])
    func `blocks are found wherever the bytes are cut, and gaps part them`(piece: Int) throws {
        let times = [0, 20, 40, 1_040, 5_000, 5_900, 40_000].map(Int64.init)
        let bytes = Self.container(times)
        var written = WrittenIntervals()

        for start in stride(from: 0, to: bytes.count, by: piece) {
            try written.receive(Array(bytes[start..<min(start + piece, bytes.count)]))
        }

        #expect(written.intervals == [0...1_040, 5_000...5_900, 40_000...40_000])
        #expect(written.unixNanoseconds == 1_700_000_000_000_000_000)
    }

    @Test func `what is no container never traps`() {
        let bytes = Self.container([0, 600, 1_200])
        for index in bytes.indices where index < 300 || index >= 4_096 {
            for flip in [UInt8(0x01), 0x10, 0x80, 0xFF] {
                var altered = bytes
                altered[index] ^= flip
                var written = WrittenIntervals()
                try? written.receive(altered)
                #expect(written.intervals.count <= 4)
            }
        }
    }
}
