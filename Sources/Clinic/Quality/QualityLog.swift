/// What was measured of one participant's connection through a whole call.
///
/// Bounded: when it is full, neighbours are put together, and each point stands for twice the time,
/// those too that come after.
package struct QualityLog: Hashable, Sendable, Codable {
    /// An hour, at a measurement each four seconds.
    package static let pointLimit = 960
    /// What one measurement can stand for, in seconds: a client that slept was not frozen.
    private static let gapLimit = 10.0
    /// Beyond these nothing is believed.
    private static let timeLimit = 60_000.0
    private static let sideLimit = 16_384
    private static let pace = 1000.0

    /// A few seconds of a call.
    package struct Point: Hashable, Sendable, Codable {
        /// Since the participant was first measured.
        package var second: Int
        package var score: Int
        package var loss: Double?
        package var roundTrip: Double?
        package var jitter: Double?
        package var framesPerSecond: Double?
        package var width: Int?
        package var height: Int?
    }

    /// When the first measurement came.
    package let startedAt: WallTime
    package private(set) var points: [Point] = []
    /// The ways that media has taken, in the order of their first use.
    package private(set) var rungs: [MediaRung] = []
    /// From what others send was announced to when it was heard, in milliseconds.
    package private(set) var firstAudio: Int?
    /// The same for the first picture.
    package private(set) var firstVideo: Int?
    /// Seconds in which a picture stood still that should have moved.
    package private(set) var frozenSeconds = 0.0
    /// Seconds of sound that had to be made up.
    package private(set) var concealedSeconds = 0.0
    /// Signaling that broke and came back, media going on.
    package private(set) var reconnects = 0
    /// Pages that were loaded again, and people who had left and came back.
    package private(set) var reloads = 0

    private var lastAt: WallTime
    /// The least distance of two points, in seconds.
    private var period = 0

    package init(startedAt: WallTime) {
        self.startedAt = startedAt
        lastAt = startedAt
    }

    /// What a client tells besides the measurement.
    package struct Picture: Hashable, Sendable {
        package var framesPerSecond: Double?
        package var width: Int?
        package var height: Int?

        package init(framesPerSecond: Double? = nil, width: Int? = nil, height: Int? = nil) {
            self.framesPerSecond = framesPerSecond
            self.width = width
            self.height = height
        }
    }

    package mutating func add(
        _ measured: QualityMeasurement, _ picture: Picture, at now: WallTime
    ) {
        let sinceLast = QualityScore.clamped(
            Double((now - lastAt).wholeMilliseconds) / 1000, to: Self.gapLimit)
        lastAt = now
        frozenSeconds += QualityScore.clamped(measured.frozen ?? 0, to: 1) * sinceLast
        concealedSeconds += QualityScore.clamped(measured.concealed ?? 0, to: 1) * sinceLast
        let point = Point(
            second: max(0, Int(clamping: (now - startedAt).wholeSeconds)),
            score: QualityScore.value(of: measured),
            loss: measured.loss.map { QualityScore.clamped($0, to: 1) },
            roundTrip: measured.roundTripMilliseconds.map {
                QualityScore.clamped($0, to: Self.timeLimit)
            },
            jitter: measured.jitterMilliseconds.map {
                QualityScore.clamped($0, to: Self.timeLimit)
            },
            framesPerSecond: picture.framesPerSecond.map {
                QualityScore.clamped($0, to: Self.pace)
            },
            width: picture.width.map { min(max($0, 0), Self.sideLimit) },
            height: picture.height.map { min(max($0, 0), Self.sideLimit) })
        append(point)
    }

    private mutating func append(_ point: Point) {
        if let last = points.last, point.second - last.second < period {
            if point.score < last.score {
                points[points.count - 1] = point
                points[points.count - 1].second = last.second
            }
            return
        }
        if points.count >= Self.pointLimit { merge() }
        points.append(point)
    }

    /// A participant is there again.
    package mutating func returned(isResumed: Bool) {
        if isResumed { reconnects += 1 } else { reloads += 1 }
    }

    package mutating func take(_ rung: MediaRung) {
        if !rungs.contains(rung) { rungs.append(rung) }
    }

    /// Milliseconds; only the first word on each counts.
    package mutating func heard(firstAudio: Int?, firstVideo: Int?) {
        func believed(_ time: Int) -> Int { min(max(time, 0), Int(Self.timeLimit)) }
        self.firstAudio = self.firstAudio ?? firstAudio.map(believed)
        self.firstVideo = self.firstVideo ?? firstVideo.map(believed)
    }

    /// Of two neighbours the worse stands for both.
    private mutating func merge() {
        let span = (points.last?.second ?? 0) - (points.first?.second ?? 0)
        period = max(period * 2, 2 * span / Self.pointLimit)
        points = stride(from: 0, to: points.count, by: 2).map { index in
            guard index + 1 < points.count else { return points[index] }
            let (one, two) = (points[index], points[index + 1])
            var worse = one.score <= two.score ? one : two
            worse.second = one.second
            return worse
        }
    }
}
