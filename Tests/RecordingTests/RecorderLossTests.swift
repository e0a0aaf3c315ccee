import Recording
import Testing

/// What is lost, late, silent or gone on the way, and what the file makes of it.
@Suite struct RecorderLossTests {
    private let tracks = [microphone, camera(.vp8)]

    @Test func `a shuffled stream, its losses sent again, comes out complete`() throws {
        var random = SeededGenerator(seed: 7)
        var run = RecordingRun(tracks)

        run.deliver(
            FixtureStream.opus.deliveries(track: 1) { _ in .random(in: 0..<60, using: &random) }
                + FixtureStream.vp8.deliveries(track: 2) { index in
                    // The first packet must come first: what it overtook would be unknown.
                    index % 10 == 5 ? 250 : index == 0 ? 0 : .random(in: 1..<30, using: &random)
                })
        run.finish()

        let packets = try MediaTool.packets(of: run.file)
        #expect(packets.count == 60 + FixtureStream.opus.packets.count)
        #expect(isStrictlyMonotonic(packets))
        #expect(run.recorder.counters.gaps == 0)
        #expect(try MediaTool.decodingErrors(of: run.file) == "")
    }

    @Test func `after a loss the picture waits for a key frame and sound goes on`() throws {
        var run = RecordingRun(tracks)
        let stream = FixtureStream.vp8
        let firstOfFrame10 = try #require(
            stream.packets.firstIndex { stream.age(of: $0) > 666 })
        var deliveries = stream.deliveries(track: 2)
        deliveries.remove(at: firstOfFrame10)

        run.deliver(FixtureStream.opus.deliveries(track: 1) + deliveries)
        run.finish()

        // Frames 10 to 29 are missing; 30 is a key frame.
        let packets = try MediaTool.packets(of: run.file)
        let video = packets.filter { $0.stream == 1 }
        try #require(video.count == 40)
        #expect(video[10].isKeyframe && abs(video[10].time - 2) < 0.01)
        #expect(packets.count { $0.stream == 0 } == FixtureStream.opus.packets.count)
        #expect(run.recorder.counters.gaps == 1)
        #expect(try MediaTool.decodingErrors(of: run.file) == "")
        #expect(run.wishes.contains(2))
    }

    @Test func `a key frame is wished for at once, then each second until one comes`() {
        var run = RecordingRun([camera(.vp8)])
        let stream = FixtureStream.vp8
        let afterKeyframe = stream.deliveries(track: 2).filter { $0.at > 10 && $0.at < 1990 }
        run.advance(to: 20)
        #expect(run.wishes.isEmpty || run.wishes == [2])

        run.deliver(afterKeyframe)
        #expect(run.wishes == [2, 2])

        run.deliver(stream.deliveries(track: 2).filter { $0.at >= 1990 })
        #expect(run.wishes == [2, 2])
        run.advance(to: 60_000)
        #expect(run.wishes == [2, 2])  // Nothing comes: asking would not help.
    }

    @Test func `a long stream without key frames gets one now and then for seeking`() {
        var run = RecordingRun([camera(.vp8)])
        var stream = FixtureStream.vp8
        let delta = stream.packets.filter { stream.age(of: $0) > 2500 && stream.age(of: $0) < 2600 }
        for _ in 0..<1200 { stream = stream.followed(by: .init(packets: delta, clockRate: 90_000)) }

        run.deliver(stream.deliveries(track: 2))

        #expect(run.wishes.count >= 2)
    }

    @Test func `silence stays a gap`() throws {
        var run = RecordingRun([microphone])
        var stream = FixtureStream.opus
        // Discontinuous transmission: timestamps go on, sequence numbers don't.
        for index in 100..<stream.packets.count { stream.packets[index].rtpTimestamp += 96_000 }

        run.deliver(stream.deliveries(track: 1))
        run.finish()

        let packets = try MediaTool.packets(of: run.file)
        try #require(packets.count == stream.packets.count)
        #expect(abs(packets[100].time - packets[99].time - 2.02) < 0.002)
        #expect(abs(try MediaTool.duration(of: run.file) - 6.02) < 0.02)
    }

    @Test func `a camera that comes late is added to the header`() throws {
        var run = RecordingRun([microphone])
        run.deliver(FixtureStream.opus.deliveries(track: 1).filter { $0.at < 2000 })
        #expect(try MediaTool.streams(of: run.file).count == 1)

        run.add(camera(.h264), at: 2000)
        run.deliver(
            FixtureStream.opus.deliveries(track: 1).filter { $0.at >= 2000 }
                + FixtureStream.h264.deliveries(track: 2, startingAt: 2000))

        #expect(try MediaTool.streams(of: run.file).map(\.codec) == ["opus", "h264"])
        #expect(run.recorder.fileExtension == "mkv")
        run.finish()
        #expect(try MediaTool.decodingErrors(of: run.file) == "")
        let video = try MediaTool.packets(of: run.file).filter { $0.stream == 1 }
        try #require(video.count == 60)
        #expect(abs(video[0].time - 2) < 0.01)
    }

    @Test func `a reloaded page goes on in the same tracks`() throws {
        var run = RecordingRun(tracks)
        run.deliver(FixtureStream.vp8.deliveries(track: 2))
        run.recorder.end(track: 2)

        let again = RecordedTrack(id: 9, codec: .vp8, label: "camera")
        run.add(again, at: 10_000)
        run.deliver(
            FixtureStream.vp8.renumbered(sequenceNumber: 5, rtpTimestamp: 77)
                .deliveries(track: 9, startingAt: 10_000))
        run.finish()

        let packets = try MediaTool.packets(of: run.file)
        try #require(packets.count == 120)
        #expect(Set(packets.map(\.stream)) == [0])
        #expect(abs(packets[60].time - 10) < 0.01)
        #expect(try MediaTool.decodingErrors(of: run.file) == "")
    }

    @Test func `what belongs to no track is refused, and tracks have a limit`() {
        var run = RecordingRun()
        run.deliver(FixtureStream.opus.deliveries(track: 5))
        #expect(run.recorder.counters.packetsRefused == FixtureStream.opus.packets.count)

        let added = (0..<20).map { id in
            run.recorder.add(
                RecordedTrack(id: id, codec: .opus, label: "\(id)"), now: time(0))
        }
        #expect(added.count { $0 } == Recorder.trackLimit)
        run.finish()
        #expect(run.file.isEmpty)
    }

    @Test func `frames of the same millisecond stay apart`() throws {
        var run = RecordingRun([camera(.vp8)])
        var stream = FixtureStream.vp8
        for (index, packet) in stream.packets.enumerated() {
            // One tick for a millisecond.
            stream.packets[index].rtpTimestamp = UInt32(FixtureStream.vp8.age(of: packet))
        }

        run.deliver(stream.deliveries(track: 2))
        run.finish()

        let packets = try MediaTool.packets(of: run.file)
        #expect(packets.count == stream.frameCount)
        #expect(isStrictlyMonotonic(packets))
    }

    @Test func `a stall of the line that ends in a burst keeps times in order`() throws {
        var run = RecordingRun(tracks)
        let deliveries =
            FixtureStream.opus.deliveries(track: 1) + FixtureStream.vp8.deliveries(track: 2)

        run.deliver(
            deliveries.map { delivery in
                let isStalled = delivery.at > 1000 && delivery.at < 3000
                return RecordingRun.Delivery(
                    at: isStalled ? 3000 + delivery.at / 1000 : delivery.at,
                    track: delivery.track, content: delivery.content)
            })
        run.finish()

        let packets = try MediaTool.packets(of: run.file)
        #expect(packets.count == 60 + FixtureStream.opus.packets.count)
        #expect(isStrictlyMonotonic(packets))
        for stream in 0...1 {
            let times = packets.filter { $0.stream == stream }.map(\.time)
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 < 0.1 })
        }
    }
}
