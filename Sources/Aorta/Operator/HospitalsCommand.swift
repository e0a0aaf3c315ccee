import ArgumentParser
import Clinic

/// `aorta hospitals`: those that share the server.
struct HospitalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hospitals", abstract: "List and add the hospitals that share the server.",
        subcommands: [List.self, Add.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One line each: id, name.")

        @OptionGroup var options: DataOptions

        func run() async throws {
            try await options.withStores { stores in
                for hospital in try await stores.hospitals.all() {
                    print(Columns.text(hospital.id.rawValue, hospital.name))
                }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a hospital.",
            discussion: """
                The first step on a new server; it makes the database where there is none:

                  aorta hospitals add st-mary "St Mary's Hospital"
                  aorta users add ada@st-mary.example --hospital st-mary --role doctor \\
                    --name "Dr. Ada Grey"
                """)

        @OptionGroup var options: DataOptions

        @Argument(help: "Its short name in commands and the API: a-z, 0-9 and -.")
        var id: String

        @Argument(help: "Its name as people read it.")
        var name: String

        func validate() throws {
            guard PersonName.isIdentifier(id) else {
                throw ValidationError("a hospital's id has 1 to 64 of a-z, 0-9 and -")
            }
            guard PersonName.checked(name) != nil else {
                throw ValidationError("a name has 1 to \(PersonRegister.nameLimit) characters")
            }
        }

        func run() async throws {
            try await options.withStores(mayCreate: true) { stores in
                let id = HospitalID(rawValue: id)
                guard try await stores.hospitals.hospital(id) == nil else {
                    throw StartFailure("there is a hospital '\(id)' already")
                }
                try await stores.hospitals.save(
                    Hospital(id: id, name: PersonName.checked(name) ?? name))
                _ = try await stores.audit.append(
                    AuditOrigin.commandLine.event(.hospitalSaved, in: id, at: .now()))
            }
        }
    }
}
