import Recording

/// Makes one file out of what was recorded of several participants: side by side, their names below,
/// who speaks marked, their sound mixed. Times are those of one clock for all; what is missing
/// stays missing, as silence and as a card that says why.
///
/// The caller's duties: call ``advance()`` until it returns `false`; after each call append
/// ``takeOutput()``, *then* write each of ``takePatches()`` over its place. Blocks as long as a
/// picture takes.
package final class Composer {
    private static let pictureTrack: UInt8 = 1
    private static let soundTrack: UInt8 = 2
    /// A canvas on which nothing happens is still encoded so often, in milliseconds.
    private static let stillInterval: Int64 = 1_000

    private let settings: CompositionSettings
    private let length: Int64
    private let people: [ParticipantMedia]
    private var stage: Stage
    private let pictures: VPXEncoder
    private let sound: OpusMix
    private var writer = WebMWriter()
    private var tick: Int64 = 0
    private var soundFrames = 0
    private var encodedAt: Int64?
    private var isFinished = false

    /// - Parameters:
    ///   - participants: in the order in which they are shown.
    ///   - length: of the composed file, in milliseconds.
    ///   - unixNanoseconds: when its time 0 was.
    /// - Throws: ``CompositionFailure``.
    package init(
        _ participants: [ComposedParticipant], length: Int64, unixNanoseconds: Int64,
        settings: CompositionSettings = CompositionSettings()
    ) throws(CompositionFailure) {
        self.settings = settings
        self.length = max(1, length)
        people = participants.map(ParticipantMedia.init)
        stage = Stage(width: settings.width, height: settings.height)
        pictures = try VPXEncoder(
            isVP9: settings.isVP9, width: stage.canvas.width, height: stage.canvas.height,
            bitrate: settings.pictureBitrate)
        sound = try OpusMix(bitrate: settings.soundBitrate)
        writer.setDate(unixNanoseconds: unixNanoseconds)
        writer.add(
            WebMTrack(
                number: Self.pictureTrack, codec: settings.isVP9 ? .vp9 : .vp8, label: "composed",
                picture: PictureFormat(
                    width: stage.canvas.width, height: stage.canvas.height, codecPrivate: [])))
        writer.add(
            WebMTrack(number: Self.soundTrack, codec: .opus, label: "mixed", picture: nil))
    }

    /// How far it is, in milliseconds of ``length``.
    package var composed: Int64 { min(length, time) }

    /// Composes the next picture and the sound up to it.
    ///
    /// - Returns: whether there is more to do.
    /// - Throws: ``CompositionFailure``, or what a source throws.
    package func advance() throws -> Bool {
        guard !isFinished else { return false }
        let now = time
        guard now < length else {
            try composeSound(upTo: length)
            writer.finish(duration: length)
            isFinished = true
            return false
        }
        for person in people { try person.advance(to: now) }
        try composeSound(upTo: now)
        try composePicture(at: now)
        tick += 1
        return true
    }

    /// Container bytes to append.
    package func takeOutput() -> [UInt8] { writer.takeOutput() }

    /// Bytes to write over those appended before, in order.
    package func takePatches() -> [RecordingPatch] { writer.takePatches() }

    private var time: Int64 { tick * 1_000 / settings.frameRate }

    private func composePicture(at now: Int64) throws(CompositionFailure) {
        // The picture that is nearest in time, not the last one before.
        let instant = now + 500 / settings.frameRate
        let present = people.filter { $0.participant.isPresent(at: now) }
        let isChanged = stage.show(
            present.map { $0.cameraView(at: instant) },
            screens: present.compactMap { $0.screenView(at: instant) })
        guard isChanged || encodedAt.map({ now - $0 >= Self.stillInterval }) ?? true
        else { return }
        encodedAt = now
        for frame in try pictures.encode(
            stage.canvas, time: now, duration: 1_000 / settings.frameRate)
        {
            writer.write(
                frame.bytes, track: Self.pictureTrack, time: frame.time,
                isKeyframe: frame.isKeyframe, isVideo: true)
        }
    }

    /// Sound that begins before `limit`.
    private func composeSound(upTo limit: Int64) throws(CompositionFailure) {
        while Int64(soundFrames) * 20 < limit {
            // The encoder's delay is taken out: what was at an instant is heard at it.
            let start = soundFrames * OpusMix.frameSamples + sound.delay
            let range = start..<(start + OpusMix.frameSamples)
            let mix = Mixer.mix(
                people.flatMap { $0.takeSound(range) }, count: OpusMix.frameSamples)
            writer.write(
                try sound.encode(mix), track: Self.soundTrack, time: Int64(soundFrames) * 20,
                isKeyframe: true, isVideo: false)
            soundFrames += 1
        }
    }
}
