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
