/// The pictures of one camera or screen, one after the other: which is to be seen when, and where
/// there is none.
struct PictureTrack {
    /// What is to be seen.
    enum Sight {
        case picture(Picture, number: Int)
        case nothing
        /// There is one, for which there is no decoder here.
        case undecodable
    }

    private struct Waiting {
        let time: Int64
        let frame: [UInt8]
        let decoder: (any PictureDecoder)?
    }

    /// A picture whose successor comes later than this is not shown until then, in milliseconds:
    /// there is a gap behind it.
    let gapLimit: Int64
    /// How long such a picture is shown.
    private static let lastShown: Int64 = 200

    private var waiting: [Waiting] = []
    private var firstWaiting = 0
    private var shown: (picture: Picture, time: Int64)?
    private var latestTime: Int64?
    private var number = 0
    private var isDecodable = true

    init(gapLimit: Int64) {
        self.gapLimit = gapLimit
    }

    /// - Parameter decoder: the same for all frames of a track; `nil` where there is none.
    mutating func append(_ frame: [UInt8], time: Int64, decoder: (any PictureDecoder)?) {
        waiting.append(Waiting(time: time, frame: frame, decoder: decoder))
    }

    /// All frames up to ``gapLimit`` behind `time` must have been appended.
    mutating func sight(at time: Int64) -> Sight {
        while firstWaiting < waiting.count, waiting[firstWaiting].time <= time {
            let next = waiting[firstWaiting]
            firstWaiting += 1
            latestTime = next.time
            isDecodable = next.decoder != nil
            if let picture = next.decoder?.decode(next.frame) {
                shown = (picture, next.time)
                number += 1
            }
        }
        if firstWaiting > 64 {
            waiting.removeFirst(firstWaiting)
            firstWaiting = 0
        }
        guard let latestTime else { return .nothing }
        let next = firstWaiting < waiting.count ? waiting[firstWaiting].time : nil
        let isLast = next.map { $0 - latestTime > gapLimit } ?? true
        if isLast, time - latestTime > Self.lastShown { return .nothing }
        guard isDecodable else { return .undecodable }
        guard let shown, time - shown.time <= gapLimit else { return .nothing }
        return .picture(shown.picture, number: number)
    }
}
