import ArgumentParser
import Clinic

/// `aorta recordings hold`.
struct HoldRecording: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Keep recordings whatever the rules of retention say, or no longer.")

    @Argument(help: "Recordings, as `aorta recordings list` names them.")
    var recordings: [String]

    @Flag(help: "End the hold.")
    var release = false

    @OptionGroup var archive: ArchiveOptions

    func run() async throws {
        let archive = try archive.open()
        for kept in try await archive.recordings(recordings) {
            let id = kept.recording.id
            try await archive.record(
                release ? .recordingReleased : .recordingHeld, of: kept.recording,
                detail: id.rawValue)
            try await archive.retention.setHold(on: id, since: release ? nil : .now())
            print("\(id.rawValue): \(release ? "released" : "under a legal hold")")
        }
    }
}

/// `aorta recordings retention`.
struct SetRetention: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "Set how long a hospital's or an appointment's recordings are kept.",
        discussion: """
            Counted from a recording's end. An appointment's rule goes before its hospital's. \
            Without a rule recordings are kept for good. Due ones are erased once a day, and when \
            the server starts.
            """)

    @Option(help: ArgumentHelp("The hospital's identifier.", valueName: "hospital"))
    var hospital: String

    @Option(help: ArgumentHelp("For this appointment alone.", valueName: "appointment"))
    var appointment: String?

    @Option(help: ArgumentHelp("Keep them so many days, 0 to 36500.", valueName: "days"))
    var days: Int?

    @Flag(help: "Take the rule back.")
    var noRule = false

    @OptionGroup var archive: ArchiveOptions

    func validate() throws {
        guard (days == nil) == noRule else { throw ValidationError("either --days or --no-rule") }
        if let days, !(0...36_500).contains(days) {
            throw ValidationError("--days is a number from 0 to 36500")
        }
    }

    func run() async throws {
        let archive = try archive.open()
        let id = HospitalID(rawValue: hospital)
        let appointment = appointment.map(AppointmentID.init(rawValue:))
        do {
            try await archive.retention.setRetention(
                days: days, in: id, appointment: appointment)
        } catch StoreError.conflict {
            throw StartFailure("there is no hospital \(hospital)")
        }
        _ = try await archive.stores.audit.append(
            AuditEvent(
                .retentionChanged, in: id, appointment: appointment,
                detail: days.map { "\($0) days" } ?? "no rule", at: .now()))
    }
}
