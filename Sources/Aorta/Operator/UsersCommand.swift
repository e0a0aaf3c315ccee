import ArgumentParser
import Clinic

/// `aorta users`: people with accounts.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users", abstract: "List, add and disable people; set their passwords.",
        discussion: """
            A person belongs to one hospital and is a doctor, a patient or a hospital_admin, who \
            sees lists and the audit log, never a call. Each change is in the hospital's audit log.
            """,
        subcommands: [List.self, Add.self, SetPassword.self, Disable.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One line each: id, hospital, role, email, name, disabled since.")

        @OptionGroup var options: DataOptions

        @Option(help: "Of this hospital only.")
        var hospital: String?

        func run() async throws {
            try await options.withStores { stores in
                let all = try await stores.hospitals.all()
                for one in all where hospital == nil || hospital == one.id.rawValue {
                    try await print(of: one.id, stores)
                }
            }
        }

        private func print(of hospital: HospitalID, _ stores: ClinicStores) async throws {
            var last: PersonID?
            while true {
                let people = try await stores.people.people(in: hospital, after: last, limit: 500)
                for person in people {
                    Swift.print(
                        Columns.text(
                            person.id.rawValue, person.hospital.rawValue, person.role.rawValue,
                            person.email, person.name, person.disabledAt?.text))
                }
                guard let end = people.last, people.count == 500 else { return }
                last = end.id
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person, and print the id.",
            discussion: """
                Asks for the password, or reads one line from a pipe:

                  aorta users add ada@st-mary.example --hospital st-mary --role doctor \\
                    --name "Dr. Ada Grey"
                  pwgen 16 1 | aorta users add …

                With --no-password he signs in nowhere and comes by links of the API.
                """)

        @OptionGroup var options: DataOptions

        @Argument(help: "What he signs in with.")
        var email: String

        @Option(help: "Whose he is.")
        var hospital: String

        @Option(help: "doctor, patient or hospital_admin.")
        var role: String

        @Option(help: "As the others see him.")
        var name: String

        @Flag(help: "He comes by links only.")
        var noPassword = false

        func validate() throws {
            guard let role = Role(rawValue: role), role != .guest else {
                throw ValidationError("--role is doctor, patient or hospital_admin")
            }
            guard PersonName.isEmail(Person.normalizedEmail(email)) else {
                throw ValidationError("'\(email)' is no email address")
            }
            guard PersonName.checked(name) != nil else {
                throw ValidationError("a name has 1 to \(PersonRegister.nameLimit) characters")
            }
        }

        func run() async throws {
            guard let role = Role(rawValue: role), let name = PersonName.checked(name)
            else { return }
            try await options.withStores { stores in
                let hospital = try await stores.named(hospital: hospital)
                let password = noPassword ? nil : try PasswordPrompt.hash()
                let person = Person(
                    id: .random(), hospital: hospital.id, role: role, name: name, email: email)
                try await PersonRegister(stores).add(
                    person, password: password, by: .commandLine, at: .now())
                print(person.id)
            }
        }
    }

    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-password",
            abstract: "Give a person a new password; it signs him out everywhere.",
            discussion: "Asks for it, or reads one line from a pipe.")

        @OptionGroup var options: DataOptions

        @Argument(help: "His email, or his id.")
        var who: String

        func run() async throws {
            try await options.withStores { stores in
                let person = try await stores.somebody(who, in: nil)
                _ = try await PersonRegister(stores).setPassword(
                    try PasswordPrompt.hash(), of: person.id, in: person.hospital,
                    by: .commandLine, at: .now())
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a person's access away.",
            discussion: """
                He is signed out, cannot sign in, and his links are dead; what he did stays. A \
                call that he is in goes on: end it first where that matters.
                """)

        @OptionGroup var options: DataOptions

        @Argument(help: "His email, or his id.")
        var who: String

        func run() async throws {
            try await options.withStores { stores in
                let person = try await stores.somebody(who, in: nil)
                _ = try await PersonRegister(stores).disable(
                    person.id, in: person.hospital, by: .commandLine, at: .now())
            }
        }
    }
}
