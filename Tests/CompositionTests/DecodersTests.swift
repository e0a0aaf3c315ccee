import Foundation
import Recording
import Testing

@testable import Composition

/// Pictures of one colour, encoded by ffmpeg, decoded here.
@Suite struct DecodersTests {
    static let encoders: [(RecordedCodec, [String])] = [
        (.vp8, ["-c:v", "libvpx"]), (.vp9, ["-c:v", "libvpx-vp9"]),
        (.vp9, ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p10le"]),
        (.h264, ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"]),
        (.av1, ["-c:v", "libsvtav1", "-preset", "10"]),
    ]

    @Test(arguments: encoders.indices)
    func `every codec that is recorded is decoded to the colour that was encoded`(
        index: Int
    ) throws {
        let (codec, arguments) = Self.encoders[index]
        var reader = WebMReader()
        var frames: [StoredFrame] = []

        try reader.receive(try Self.encoded(with: arguments), into: &frames)

        let track = try #require(reader.tracks.first)
        #expect(track.codec == codec)
        let decoder = try #require(PictureDecoders.decoder(for: track))
        let pictures = frames.compactMap { decoder.decode($0.bytes) }
        #expect(pictures.count >= frames.count - 2)
        let picture = try #require(pictures.last)
        #expect((picture.width, picture.height) == (320, 180))
        let blue = Colour(luma: 41, blue: 240, red: 110)
        #expect(picture.colour(atColumn: 160, row: 90).isLike(blue))
    }

    @Test(arguments: encoders.indices)
    func `damaged frames are left out and end nothing`(index: Int) throws {
        var reader = WebMReader()
        var frames: [StoredFrame] = []
        try reader.receive(try Self.encoded(with: Self.encoders[index].1), into: &frames)
        let decoder = try #require(reader.tracks.first.flatMap(PictureDecoders.decoder))
        var random = SystemRandomNumberGenerator()

        for frame in frames {
            var bytes = frame.bytes
            for _ in 0..<4 {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255)
            }
            _ = decoder.decode(bytes)
            _ = decoder.decode(Array(frame.bytes.prefix(frame.bytes.count / 2)))
        }
        _ = decoder.decode([])
    }

    private static func encoded(with arguments: [String]) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "decoders-\(UUID().uuidString).mkv")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/ffmpeg")
        process.arguments =
            ["-v", "error", "-f", "lavfi", "-i", "color=blue:size=320x180:rate=30"]
            + ["-frames:v", "12", "-pix_fmt", "yuv420p"] + arguments + [file.path()]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return Array(try Data(contentsOf: file))
    }
}
