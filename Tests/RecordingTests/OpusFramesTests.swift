import Testing

@testable import Recording

@Suite struct OpusFramesTests {
    @Test(
        arguments: [
            ([0x78, 1], 960), ([0x08, 1], 960), ([0x00, 1], 480), ([0x18], 2880),
            ([0x79, 1], 1920), ([0x80, 1], 120), ([0x7B, 0x03], 2880), ([0x60, 0], 480),
        ] as [([UInt8], Int64)])
    func `the first byte tells how long a packet sounds`(packet: [UInt8], ticks: Int64) {
        #expect(OpusFrames.duration(of: packet) == ticks)
    }

    @Test(
        arguments: [
            [], [0x7B], [0x7B, 0x00], [0x1B, 0x03], [UInt8](repeating: 0, count: 7681),
        ] as [[UInt8]])
    func `what cannot be Opus is refused`(packet: [UInt8]) {
        #expect(OpusFrames.duration(of: packet) == nil)
    }
}
