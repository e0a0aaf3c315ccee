import Recording

@testable import Composition

/// Somebody's recorded file, made up: a picture of one colour and a tone, now and then.
final class RecordedPerson: FrameSource {
    let tracks: [StoredTrack]
    private var frames: [StoredFrame] = []
    private var given = 0

    static let colours = [
        Colour(luma: 82, blue: 90, red: 240), Colour(luma: 41, blue: 240, red: 110),
        Colour(luma: 145, blue: 54, red: 200), Colour(luma: 170, blue: 166, red: 16),
        Colour(luma: 120, blue: 60, red: 140),
    ]

    /// What is recorded from when to when, in milliseconds of the file.
    struct Content {
        var pictures: [Range<Int64>] = []
        /// Tones of 440 Hz; between them the microphone is on and hears nothing.
        var tones: [Range<Int64>] = []
        var silence: [Range<Int64>] = []
        /// White pictures, instead of the colour.
        var flashes: [Range<Int64>] = []
        var isScreen = false
        var codec = RecordedCodec.vp8
        var width = 160
        var height = 90
    }

    init(_ colour: Colour, _ content: Content) throws {
        tracks = [
            StoredTrack(
                number: 1, codec: content.codec, label: content.isScreen ? "screen" : "camera"),
            StoredTrack(number: 2, codec: .opus, label: "microphone"),
        ]
        try addPictures(colour, content)
        try addSound(content)
        frames.sort { ($0.time, $0.track) < ($1.time, $1.track) }
    }

    func next() -> StoredFrame? {
        guard given < frames.count else { return nil }
        given += 1
        return frames[given - 1]
    }

    private func addPictures(_ colour: Colour, _ content: Content) throws {
        let encoder = try VPXEncoder(
            isVP9: content.codec == .vp9, width: content.width, height: content.height,
            bitrate: 500_000)
        let plain = Picture(width: content.width, height: content.height, colour: colour)
        let white = Picture(width: content.width, height: content.height, colour: .white)
        for range in content.pictures {
            for time in stride(from: range.lowerBound, to: range.upperBound, by: 33) {
                let isFlash = content.flashes.contains { $0.contains(time) }
                frames += try encoder.encode(isFlash ? white : plain, time: time, duration: 33)
                    .map {
                        StoredFrame(
                            track: 1, time: $0.time, bytes: $0.bytes, isKeyframe: $0.isKeyframe)
                    }
            }
        }
    }

    private func addSound(_ content: Content) throws {
        let encoder = try OpusMix(bitrate: 64_000)
        for range in (content.tones + content.silence).sorted(by: { $0.lowerBound < $1.lowerBound })
        {
            for time in stride(from: range.lowerBound, to: range.upperBound, by: 20) {
                let isTone = content.tones.contains(range)
                let samples = (0..<OpusMix.frameSamples).map { index in
                    // A wave of 440 Hz, a polynomial near a sine.
                    let place = Float((Int(time) * 48 + index) * 440 % 48_000) / 48_000
                    let half = place < 0.5 ? place : place - 0.5
                    let wave = 16 * half * (0.5 - half)
                    return isTone ? (place < 0.5 ? wave : -wave) * 0.5 : 0
                }
                frames.append(
                    StoredFrame(
                        track: 2, time: time, bytes: try encoder.encode(samples),
                        isKeyframe: true))
            }
        }
    }
}

/// A composed file, decoded.
struct ComposedFile {
    let bytes: [UInt8]
    /// By their times, in milliseconds.
    let pictures: [(time: Int64, picture: Picture)]
    /// All of its sound, from time 0 on.
    let samples: [Float]
    /// Of every frame, in order.
    let times: [Int64]

    init(_ composer: Composer) throws {
        var bytes: [UInt8] = []
        var goesOn = true
        while goesOn {
            goesOn = try composer.advance()
            bytes += composer.takeOutput()
            for patch in composer.takePatches() {
                bytes.replaceSubrange(
                    patch.offset..<(patch.offset + patch.bytes.count), with: patch.bytes)
            }
        }
        self.bytes = bytes
        var reader = WebMReader()
        var frames: [StoredFrame] = []
        try reader.receive(bytes, into: &frames)
        times = frames.map(\.time)
        var pictures: [(Int64, Picture)] = []
        var samples: [Float] = []
        let voice = OpusVoice()
        let decoder = reader.tracks.first.flatMap(PictureDecoders.decoder)
        for frame in frames {
            if frame.track == 1, let picture = decoder?.decode(frame.bytes) {
                pictures.append((frame.time, picture))
            } else if frame.track == 2 {
                samples += voice?.decode(frame.bytes) ?? []
            }
        }
        self.pictures = pictures
        self.samples = samples
    }

    /// What is seen at `time`.
    func picture(at time: Int64) -> Picture? {
        pictures.last { $0.time <= time }?.picture
    }

    /// Mean square of 20 ms of sound from `time` on.
    func loudness(at time: Int64) -> Float {
        let start = Int(time) * 48
        guard start + 960 <= samples.count else { return 0 }
        return samples[start..<(start + 960)].reduce(0) { $0 + $1 * $1 } / 960
    }
}

extension Colour {
    /// As near as a codec brings it.
    func isLike(_ other: Colour) -> Bool {
        abs(Int(luma) - Int(other.luma)) < 16 && abs(Int(blue) - Int(other.blue)) < 16
            && abs(Int(red) - Int(other.red)) < 16
    }
}
