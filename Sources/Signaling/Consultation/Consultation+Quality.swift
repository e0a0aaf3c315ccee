import Clinic

/// How well the call goes for each of its participants, kept for the quality report.
extension Consultation {
    /// Reports are written this often, so that a crash costs no more.
    static let qualitySavePeriod = Duration.seconds(60)

    /// People of one call whose measurements are kept; later ones are not measured.
    static let qualityLogLimit = 64

    /// A new seat goes on where the person's log of this call ended, if there is one.
    func openQualityLog(of seat: Seat, isResumed: Bool) async {
        if qualityLogs[seat.participant] != nil {
            qualityLogs[seat.participant]?.log.returned(isResumed: isResumed)
            return
        }
        guard qualityLogs.count < Self.qualityLogLimit else { return }
        var stored: QualityReport?
        await attempt {
            stored = try await context.stores.quality.report(
                of: seat.pass.person.id, in: context.room, of: context.hospital.id)
        }
        stored?.log.returned(isResumed: isResumed)
        qualityLogs[seat.participant] =
            stored
            ?? QualityReport(
                hospital: context.hospital.id, appointment: context.appointment,
                room: context.room, person: seat.pass.person.id, role: seat.role,
                log: QualityLog(startedAt: now))
    }

    /// Takes a client's word on his connection; the media plane's is worse at times.
    func log(_ quality: ClientQuality, of seat: Seat) {
        guard seat.isAdmitted, qualityLogs[seat.participant] != nil else { return }
        let measured = seat.quality.measured.worst(quality.measurement)
        qualityLogs[seat.participant]?.log.add(measured, quality.picture, at: now)
        if let rung = quality.rung { qualityLogs[seat.participant]?.log.take(rung) }
        qualityLogs[seat.participant]?.log.heard(
            firstAudio: quality.firstAudio, firstVideo: quality.firstVideo)
    }

    func saveQualityWhenDue() async {
        guard now - qualitySavedAt >= Self.qualitySavePeriod else { return }
        await saveQuality()
    }

    func saveQuality() async {
        qualitySavedAt = now
        for report in qualityLogs.values where !report.log.points.isEmpty {
            await attempt { try await context.stores.quality.save(report) }
        }
    }
}
