/// Everything recorded of one participant, on the composed clock.
final class ParticipantMedia {
    /// Cameras that send slower than one picture a second send none.
    private static let cameraGapLimit: Int64 = 1_000
    /// A screen that does not change is sent seldom.
    private static let screenGapLimit: Int64 = 5_000
    /// Sound so near tells that he is there, in milliseconds.
    private static let soundNear: Int64 = 500

    let participant: ComposedParticipant
    private let files: [FileCursor]
    private var camera = PictureTrack(gapLimit: cameraGapLimit)
    private var screen = PictureTrack(gapLimit: screenGapLimit)
    private(set) var speech = Speech()

    init(_ participant: ComposedParticipant) {
        self.participant = participant
        files = participant.files.map(FileCursor.init)
    }

    /// Reads all that is needed to tell what is at `time`.
    func advance(to time: Int64) throws {
        for file in files {
            try file.advance(
                to: time + Self.screenGapLimit, camera: &camera, screen: &screen)
        }
    }

    /// What is heard of him in `range` of samples, and of 20 ms; nothing where he is not there.
    func takeSound(_ range: Range<Int>) -> [[Float]] {
        let voices = files.flatMap { $0.take(range) }
        let isPresent = participant.isPresent(
            at: Int64(range.lowerBound * 1_000 / SampleTrack.rate))
        speech.follow(isPresent ? Mixer.mix(voices, count: range.count) : [])
        return isPresent ? voices : []
    }

    /// What his tile shows.
    func cameraView(at time: Int64) -> Stage.View {
        let content: Stage.Content =
            switch camera.sight(at: time) {
            case .picture(let picture, let number): .picture(picture, number: number)
            case .nothing: .card(reason(at: time))
            case .undecodable: .card(.undecodable)
            }
        return Stage.View(
            name: participant.name, content: content, isSpeaking: speech.isHeard)
    }

    /// His screen, while he shares it.
    func screenView(at time: Int64) -> Stage.View? {
        let content: Stage.Content
        switch screen.sight(at: time) {
        case .picture(let picture, let number): content = .picture(picture, number: number)
        case .undecodable: content = .card(.undecodable)
        case .nothing: return nil
        }
        return Stage.View(name: participant.name, content: content, isSpeaking: false)
    }

    private func reason(at time: Int64) -> Card {
        let near = (time - Self.soundNear)..<(time + Self.soundNear)
        let samples = Int(near.lowerBound) * 48..<Int(near.upperBound) * 48
        if speech.isHeard || files.contains(where: { $0.isHeard(in: samples) }) {
            return .noPicture
        }
        let latest = files.filter { ($0.latestTime ?? .max) <= time }
            .max { ($0.latestTime ?? 0) < ($1.latestTime ?? 0) }
        return latest?.isInterrupted == true ? .interrupted : .nothingReceived
    }
}
