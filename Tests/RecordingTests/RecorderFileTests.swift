import Recording
import Testing

/// Whole files, judged by ffprobe and ffmpeg.
@Suite struct RecorderFileTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let codec: RecordedCodec
        let stream: FixtureStream
        let ffmpegName: String
        var testDescription: String { ffmpegName }
    }

    static let cases = [
        Case(codec: .vp8, stream: .vp8, ffmpegName: "vp8"),
        Case(codec: .vp9, stream: .vp9, ffmpegName: "vp9"),
        Case(codec: .av1, stream: .av1, ffmpegName: "av1"),
        Case(codec: .h264, stream: .h264, ffmpegName: "h264"),
    ]

    @Test(arguments: cases)
    func `sound and picture come out complete and decode without an error`(
        example: Case
    ) throws {
        var run = RecordingRun([microphone, camera(example.codec)])

        run.deliver(
            FixtureStream.opus.deliveries(track: 1) + example.stream.deliveries(track: 2))
        run.finish()

        #expect(EBMLWalk(run.file).problem == nil)
        let streams = try MediaTool.streams(of: run.file)
        #expect(Set(streams.map(\.codec)) == ["opus", example.ffmpegName])
        let video = try #require(streams.firstIndex { $0.codec == example.ffmpegName })
        #expect(streams[video].width == 320 && streams[video].height == 180)
        let packets = try MediaTool.packets(of: run.file)
        #expect(packets.count { $0.stream == video } == example.stream.frameCount)
        #expect(packets.count { $0.stream != video } == FixtureStream.opus.packets.count)
        #expect(isStrictlyMonotonic(packets))
        #expect(abs(try MediaTool.duration(of: run.file) - 4.02) < 0.02)
        #expect(try MediaTool.decodingErrors(of: run.file) == "")
        #expect(run.recorder.fileExtension == (example.codec == .h264 ? "mkv" : "webm"))
        #expect(run.recorder.counters.framesDropped == 0)
    }

    @Test func `a file that breaks off anywhere can be read up to there`() throws {
        var run = RecordingRun([microphone, camera(.vp8)])
        run.deliver(
            FixtureStream.opus.deliveries(track: 1) + FixtureStream.vp8.deliveries(track: 2))
        let file = run.file  // Not finished.

        let clusters = EBMLWalk(file).all(0x1F43_B675)
        try #require(clusters.count >= 6)
        for cluster in clusters {
            let cut = Array(file[..<cluster.content.upperBound])
            #expect(EBMLWalk(cut).problem == nil)
            #expect(try MediaTool.decodingErrors(of: cut) == "")
        }
        // In the middle of a cluster the complete blocks still count.
        let cut = clusters[3].content.lowerBound + clusters[3].content.count / 2
        let blocks = EBMLWalk(file).all(0xA3).count { $0.content.upperBound <= cut }
        #expect(try MediaTool.packets(of: Array(file[..<cut])).count >= blocks)
    }

    @Test func `less than a second is not in the file yet`() throws {
        var run = RecordingRun([microphone, camera(.vp8)])
        let deliveries =
            FixtureStream.opus.deliveries(track: 1) + FixtureStream.vp8.deliveries(track: 2)
        for end in stride(from: 1500.0, to: 4000, by: 333) {
            run.deliver(
                deliveries.filter {
                    $0.at >= end - 333 && $0.at < end || end == 1500 && $0.at < end
                })
            let packets = try MediaTool.packets(of: run.file)
            let latest = try #require(packets.map(\.time).max())
            #expect(end / 1000 - latest < 0.95)
        }
    }

    @Test func `the index leads to every key frame`() throws {
        var run = RecordingRun([microphone, camera(.vp8)])
        run.deliver(
            FixtureStream.opus.deliveries(track: 1) + FixtureStream.vp8.deliveries(track: 2))
        run.finish()

        let walk = EBMLWalk(run.file)
        let segment = try #require(walk.all(0x1853_8067).first)
        let clusterStarts = Set(
            walk.all(0x1F43_B675).map { $0.offset - segment.content.lowerBound })
        let positions = walk.all(0xF1).map { run.file[$0.content].reduce(0) { $0 << 8 | Int($1) } }
        #expect(positions.count == 2)
        #expect(positions.allSatisfy { clusterStarts.contains($0) })
        let cues = try #require(walk.all(0x1C53_BB6B).first)
        let seeks = walk.all(0x53AC).map { run.file[$0.content].reduce(0) { $0 << 8 | Int($1) } }
        #expect(seeks.contains(cues.offset - segment.content.lowerBound))
        #expect(segment.content.upperBound == run.file.count)
    }

    @Test func `a change of resolution goes on in the same track`() throws {
        var run = RecordingRun([camera(.vp8)])
        let stream = FixtureStream.vp8.followed(by: .smallVP8)

        run.deliver(stream.deliveries(track: 2))
        run.finish()

        #expect(try MediaTool.streams(of: run.file).first?.width == 320)
        #expect(try MediaTool.packets(of: run.file).count == stream.frameCount)
        #expect(try MediaTool.decodingErrors(of: run.file) == "")
    }

    @Test func `the date is that of the first frame`() throws {
        var run = RecordingRun([microphone], unixNanoseconds: 1_700_000_000_000_000_000)

        run.deliver(FixtureStream.opus.deliveries(track: 1, startingAt: 2000))
        run.finish()

        let element = try #require(EBMLWalk(run.file).all(0x4461).first)
        let date = run.file[element.content].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        #expect(date == (1_700_000_002 - 978_307_200) * 1_000_000_000)
        #expect(run.recorder.firstFrameAt == time(2000))
    }
}

let microphone = RecordedTrack(id: 1, codec: .opus, label: "microphone")

func camera(_ codec: RecordedCodec) -> RecordedTrack {
    RecordedTrack(id: 2, codec: codec, label: "camera")
}

/// Whether each stream's times rise, and no packet comes before the one before it in the file.
func isStrictlyMonotonic(_ packets: [MediaTool.Packet]) -> Bool {
    var latest: [Int: Double] = [:]
    var latestOfAll = -1.0
    for packet in packets {
        if let time = latest[packet.stream], packet.time <= time { return false }
        if packet.time < latestOfAll { return false }
        latest[packet.stream] = packet.time
        latestOfAll = packet.time
    }
    return true
}
