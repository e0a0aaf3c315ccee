import ArgumentParser
import Clinic

/// `aorta appointments`: what a hospital without a platform makes by hand.
struct AppointmentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appointments", abstract: "List, add, move and cancel appointments.",
        discussion: """
            Doctor and patient find theirs at /appointments/ when they sign in. A platform makes \
            them through /api/v1 (aorta keys --help).
            """,
        subcommands: [List.self, Add.self, Move.self, Cancel.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The latest first: id, starts at, doctor, patient, call, cancelled at.")

        @OptionGroup var options: DataOptions

        @Option(help: "Whose.")
        var hospital: String

        @Option(help: "Only those of this person: an email or an id.")
        var person: String?

        @Option(help: "At most so many.")
        var limit = 100

        func run() async throws {
            try await options.withStores { stores in
                let hospital = try await stores.named(hospital: hospital).id
                var of: PersonID?
                if let person { of = try await stores.somebody(person, in: hospital).id }
                let found = try await stores.appointments.appointments(
                    in: hospital, of: of, after: nil, limit: max(1, min(limit, 100_000)))
                for appointment in found {
                    print(
                        Columns.text(
                            appointment.id.rawValue, appointment.startsAt.text,
                            appointment.doctor.rawValue, appointment.patient.rawValue,
                            appointment.call.status.rawValue, appointment.cancelledAt?.text))
                }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an appointment, and print its id.",
            discussion: """
                  aorta appointments add --hospital st-mary --doctor ada@st-mary.example \\
                    --patient ben@mail.example --at 2026-12-01T09:30+01:00
                """)

        @OptionGroup var options: DataOptions

        @Option(help: "Whose.")
        var hospital: String

        @Option(help: "An email or an id.")
        var doctor: String

        @Option(help: "An email or an id.")
        var patient: String

        @Option(
            help: ArgumentHelp(
                "When it starts, with the time zone: 2026-12-01T09:30Z.", valueName: "time"))
        var at: String

        @Flag(help: "Recording may be asked for; everybody still has to agree.")
        var recording = false

        func validate() throws {
            guard WallTime(text: at) != nil else {
                throw ValidationError(AppointmentsCommand.notATime(at))
            }
        }

        func run() async throws {
            guard let startsAt = WallTime(text: at) else { return }
            try await options.withStores { stores in
                let hospital = try await stores.named(hospital: hospital).id
                let draft = AppointmentDraft(
                    doctor: try await stores.somebody(doctor, in: hospital).id,
                    patient: try await stores.somebody(patient, in: hospital).id,
                    startsAt: startsAt, isRecordingEnabled: recording)
                let entry = try await AppointmentBook(stores).add(
                    draft, in: hospital, by: .commandLine, at: .now())
                print(try AppointmentsCommand.done(entry).id)
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Move an appointment.")

        @OptionGroup var options: DataOptions

        @Argument(help: "Its id.")
        var id: String

        @Option(help: "Whose.")
        var hospital: String

        @Option(help: "When it starts now, with the time zone.")
        var at: String

        func validate() throws {
            guard WallTime(text: at) != nil else {
                throw ValidationError(AppointmentsCommand.notATime(at))
            }
        }

        func run() async throws {
            try await options.withStores { stores in
                let entry = try await AppointmentBook(stores).change(
                    AppointmentID(rawValue: id), in: HospitalID(rawValue: hospital),
                    startsAt: WallTime(text: at), isRecordingEnabled: nil, by: .commandLine,
                    at: .now())
                _ = try AppointmentsCommand.done(entry)
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel an appointment whose call is not running.")

        @OptionGroup var options: DataOptions

        @Argument(help: "Its id.")
        var id: String

        @Option(help: "Whose.")
        var hospital: String

        func run() async throws {
            try await options.withStores { stores in
                let entry = try await AppointmentBook(stores).cancel(
                    AppointmentID(rawValue: id), in: HospitalID(rawValue: hospital),
                    by: .commandLine, at: .now())
                _ = try AppointmentsCommand.done(entry)
            }
        }
    }

    fileprivate static func done(_ entry: BookEntry) throws -> Appointment {
        switch entry {
        case .made(let appointment), .unchanged(let appointment): return appointment
        case .refused(let reason):
            throw StartFailure("this cannot be done: \(reason.words)")
        }
    }

    fileprivate static func notATime(_ text: String) -> String {
        "'\(text)' is no time: write it as 2026-12-01T09:30Z or 2026-12-01T09:30+01:00"
    }
}

extension BookRefusal {
    fileprivate var words: String {
        switch self {
        case .unknownAppointment: "there is no such appointment in this hospital"
        case .unknownDoctor: "--doctor is no doctor of this hospital who has access"
        case .unknownPatient: "--patient is no patient of this hospital who has access"
        case .externalIDTaken: "its external id is another's"
        case .isCancelled: "it is cancelled"
        case .callRunning: "its call is running"
        case .isPast: "its call is over"
        }
    }
}
