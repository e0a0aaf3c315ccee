import Recording

/// Goes through one recorded file, and gives sound and pictures to whom they belong.
final class FileCursor {
    /// Pictures of the label go to the screen, all others to the camera.
    private static let screenLabel = "screen"

    private let file: ComposedParticipant.File
    private var waiting: StoredFrame?
    private(set) var isAtEnd = false
    /// In milliseconds of the composed clock: the last frame so far.
    private(set) var latestTime: Int64?
    private var pictures: [UInt8: (any PictureDecoder)?] = [:]
    private var voices: [UInt8: OpusVoice] = [:]
    private var sounds: [UInt8: SampleTrack] = [:]

    var isInterrupted: Bool { isAtEnd && !file.isComplete }

    init(_ file: ComposedParticipant.File) {
        self.file = file
    }

    /// Reads on until behind `time`.
    func advance(
        to time: Int64, camera: inout PictureTrack, screen: inout PictureTrack
    ) throws {
        guard !isAtEnd, file.start <= time else { return }
        while let frame = try waiting ?? file.frames.next() {
            guard file.start + frame.time <= time else {
                waiting = frame
                return
            }
            waiting = nil
            latestTime = file.start + frame.time
            take(frame, at: file.start + frame.time, &camera, &screen)
        }
        isAtEnd = true
    }

    /// What is heard in `range` of samples, of all tracks.
    func take(_ range: Range<Int>) -> [[Float]] {
        sounds.keys.sorted().compactMap { sounds[$0]?.take(range) }
    }

    func isHeard(in range: Range<Int>) -> Bool {
        sounds.values.contains { $0.isHeard(in: range) }
    }

    private func take(
        _ frame: StoredFrame, at time: Int64, _ camera: inout PictureTrack,
        _ screen: inout PictureTrack
    ) {
        guard let track = file.frames.tracks.first(where: { $0.number == frame.track })
        else { return }
        if track.codec == .opus {
            takeSound(frame, at: time)
        } else if track.label == Self.screenLabel {
            screen.append(frame.bytes, time: time, decoder: decoder(of: track))
        } else {
            camera.append(frame.bytes, time: time, decoder: decoder(of: track))
        }
    }

    private func takeSound(_ frame: StoredFrame, at time: Int64) {
        if voices[frame.track] == nil { voices[frame.track] = OpusVoice() }
        guard let samples = voices[frame.track]?.decode(frame.bytes) else { return }
        sounds[frame.track, default: SampleTrack()].insert(
            samples, at: Int(time) * SampleTrack.rate / 1_000)
    }

    private func decoder(of track: StoredTrack) -> (any PictureDecoder)? {
        if let known = pictures[track.number] { return known }
        let decoder = PictureDecoders.decoder(for: track)
        pictures[track.number] = .some(decoder)
        return decoder
    }
}
