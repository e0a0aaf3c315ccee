import Clinic

// How well an appointment's calls went. Durations are seconds where the name does not say
// milliseconds; `loss` is a share, 0…1. The same for the page and for platforms.

/// One call of an appointment.
struct QualityCallView: Encodable {
    let startedAt: WallTime
    let participants: [QualityParticipantView]

    private enum CodingKeys: String, CodingKey {
        case participants
        case startedAt = "started_at"
    }

    /// The earliest call first.
    static func calls(_ reports: [QualityReport], _ people: [PersonID: Person]) -> [Self] {
        var rooms: [CallRoomID] = []
        for report in reports where !rooms.contains(report.room) { rooms.append(report.room) }
        return rooms.compactMap { room in
            let ofRoom = reports.filter { $0.room == room }
            return ofRoom.map(\.log.startedAt).min().map { startedAt in
                QualityCallView(
                    startedAt: startedAt,
                    participants: ofRoom.map {
                        QualityParticipantView(report: $0, name: people[$0.person]?.name ?? "")
                    })
            }
        }
    }
}

/// One person's connection in one call.
struct QualityParticipantView: Encodable {
    let report: QualityReport
    let name: String

    private enum CodingKeys: String, CodingKey {
        case id, name, role, score, indicator, loss, rungs, reconnects, reloads, resolutions
        case points, voice
        case startedAt = "started_at"
        case roundTrip = "round_trip_ms"
        case jitter = "jitter_ms"
        case firstAudio = "first_audio_ms"
        case firstVideo = "first_video_ms"
        case frozenSeconds = "frozen_seconds"
        case concealedSeconds = "concealed_seconds"
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        let log = report.log
        let summary = QualitySummary(log)
        try fields.encode(report.person, forKey: .id)
        try fields.encode(name, forKey: .name)
        try fields.encode(report.role, forKey: .role)
        try fields.encode(log.startedAt, forKey: .startedAt)
        try fields.encodeIfPresent(summary.score, forKey: .score)
        try fields.encodeIfPresent(
            summary.score.map { QualityScore.word(for: $0) }, forKey: .indicator)
        try fields.encodeIfPresent(summary.voice.map(Voice.init), forKey: .voice)
        try fields.encodeIfPresent(summary.loss.map(Spread.init), forKey: .loss)
        try fields.encodeIfPresent(summary.roundTrip.map(Spread.init), forKey: .roundTrip)
        try fields.encodeIfPresent(summary.jitter.map(Spread.init), forKey: .jitter)
        try fields.encode(log.rungs.map(\.rawValue), forKey: .rungs)
        try fields.encodeIfPresent(log.firstAudio, forKey: .firstAudio)
        try fields.encodeIfPresent(log.firstVideo, forKey: .firstVideo)
        try fields.encode(log.frozenSeconds, forKey: .frozenSeconds)
        try fields.encode(log.concealedSeconds, forKey: .concealedSeconds)
        try fields.encode(log.reconnects, forKey: .reconnects)
        try fields.encode(log.reloads, forKey: .reloads)
        try fields.encode(summary.resolutions.map(Resolution.init), forKey: .resolutions)
        try fields.encode(log.points.map(Point.init), forKey: .points)
    }

    /// By the E-model; nobody was asked.
    private struct Voice: Encodable {
        let rating: Double
        let opinion: Double
        let isEstimate = true

        init(_ estimate: VoiceEstimate) {
            rating = estimate.rating
            opinion = estimate.opinion
        }

        private enum CodingKeys: String, CodingKey {
            case rating, opinion
            case isEstimate = "is_estimate"
        }
    }

    private struct Spread: Encodable {
        let median: Double
        let high: Double
        let worst: Double

        init(_ spread: QualitySummary.Spread) {
            median = spread.median
            high = spread.high
            worst = spread.worst
        }

        private enum CodingKeys: String, CodingKey {
            case median, worst
            case high = "percentile_95"
        }
    }

    private struct Resolution: Encodable {
        let second: Int
        let width: Int
        let height: Int

        init(_ resolution: QualitySummary.Resolution) {
            second = resolution.second
            width = resolution.width
            height = resolution.height
        }
    }

    private struct Point: Encodable {
        let point: QualityLog.Point

        init(_ point: QualityLog.Point) { self.point = point }

        private enum CodingKeys: String, CodingKey {
            case second, score, loss, width, height
            case roundTrip = "round_trip_ms"
            case jitter = "jitter_ms"
            case framesPerSecond = "frames_per_second"
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(point.second, forKey: .second)
            try fields.encode(point.score, forKey: .score)
            try fields.encodeIfPresent(point.loss, forKey: .loss)
            try fields.encodeIfPresent(point.roundTrip, forKey: .roundTrip)
            try fields.encodeIfPresent(point.jitter, forKey: .jitter)
            try fields.encodeIfPresent(point.framesPerSecond, forKey: .framesPerSecond)
            try fields.encodeIfPresent(point.width, forKey: .width)
            try fields.encodeIfPresent(point.height, forKey: .height)
        }
    }
}

/// What the page of the report shows.
struct QualityView: Encodable {
    let id: AppointmentID
    let startsAt: WallTime
    let doctor: NameView
    let patient: NameView
    let call: CallView
    let calls: [QualityCallView]
}

/// What a platform reads.
struct APIQualityView: Encodable {
    let appointment: AppointmentID
    let calls: [QualityCallView]
}
