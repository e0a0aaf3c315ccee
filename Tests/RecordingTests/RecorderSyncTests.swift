import Recording
import Testing

/// Sound and picture together, by the file's own times.
@Suite struct RecorderSyncTests {
    /// Sound with 30 ms of delay and pictures with `delay` of another.
    private static func run(
        delay: Double, seconds: Double, reportsFrom: Double = 0
    ) throws -> [MediaTool.Packet] {
        var sound = FixtureStream.opus
        var picture = FixtureStream.vp8
        while picture.packets.last.map({ picture.age(of: $0) < seconds * 1000 }) == true {
            sound = sound.followed(by: .opus, gap: 960)
            picture = picture.followed(by: .vp8)
        }
        sound = sound.renumbered(sequenceNumber: 65_000, rtpTimestamp: .max - 100_000)
        picture = picture.renumbered(sequenceNumber: 60_000, rtpTimestamp: .max - 200_000)
        let reports =
            sound.reports(track: 1, capturedAt: 0, every: 2500, delay: 30)
            + picture.reports(track: 2, capturedAt: 0, every: 1000, delay: delay)

        var run = RecordingRun([microphone, camera(.vp8)])
        run.deliver(
            sound.deliveries(track: 1) { _ in 30 } + picture.deliveries(track: 2) { _ in delay }
                + reports.filter { $0.at >= reportsFrom })
        run.finish()
        return try MediaTool.packets(of: run.file)
    }

    /// How much later than sound of the same capture each picture stands, in milliseconds.
    ///
    /// Sound is captured every 20 ms and pictures every 66.7 ms, from the same instant on.
    private static func offsets(_ packets: [MediaTool.Packet]) -> [Double] {
        let sound = packets.filter { $0.stream == 0 }.map(\.time)
        return packets.filter { $0.stream == 1 }.enumerated().compactMap { index, picture in
            let position = Double(index) * 200 / 60
            guard Int(position) < sound.count else { return nil }
            let captured = sound[Int(position)] + (position - Double(Int(position))) * 0.02
            return (picture.time - captured) * 1000
        }
    }

    @Test(arguments: [30.0, 130, 330, 600, 1000])
    func `pictures stand with sound within 40 ms`(delay: Double) throws {
        let packets = try Self.run(delay: delay, seconds: 16)

        let offsets = Self.offsets(packets)
        #expect(isStrictlyMonotonic(packets))
        #expect(offsets.suffix(100).allSatisfy { abs($0) < 5 })
        if delay < 500 { #expect(offsets.dropFirst(75).allSatisfy { abs($0) < 40 }) }
    }

    @Test func `nothing jumps when the first reports come late`() throws {
        let packets = try Self.run(delay: 230, seconds: 16, reportsFrom: 6000)

        #expect(Self.offsets(packets).suffix(50).allSatisfy { abs($0) < 5 })
        let sound = packets.filter { $0.stream == 0 }.map(\.time)
        let steps = zip(sound, sound.dropFirst()).map { $1 - $0 }
        #expect(steps.allSatisfy { $0 > 0.0185 && $0 < 0.0215 })
        let pictures = packets.filter { $0.stream == 1 }.map(\.time)
        #expect(zip(pictures, pictures.dropFirst()).allSatisfy { $1 - $0 < 0.09 })
    }
}
