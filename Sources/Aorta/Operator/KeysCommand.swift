import ArgumentParser
import Clinic

/// `aorta keys`: platforms' ways to the API.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Create, list and revoke the API's keys.",
        discussion: """
            A platform sends its key with each request:

              curl -H "Authorization: Bearer $KEY" https://video.example/api/v1/appointments

            A key is of one hospital and good for what its scopes say. /api/v1/openapi.json \
            describes what can be asked.
            """,
        subcommands: [List.self, Create.self, Revoke.self, Trust.self, Distrust.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One line each: id, hospital, name, state, last used, scopes.")

        @OptionGroup var options: DataOptions

        @Option(help: "Of this hospital only.")
        var hospital: String?

        func run() async throws {
            try await options.withStores { stores in
                let keys = try await stores.keys.keys(
                    of: hospital.map(HospitalID.init(rawValue:)), limit: 10_000)
                for key in keys {
                    print(
                        Columns.text(
                            key.id.rawValue, key.hospital?.rawValue ?? "*", key.name,
                            key.isLive(at: .now())
                                ? "live" : key.revokedAt == nil ? "expired" : "revoked",
                            key.lastUsedAt?.text,
                            key.scopes.map(\.rawValue).sorted().joined(separator: ",")))
                }
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it: it is shown this once.",
            discussion: """
                The key alone goes to standard output, for a script to keep:

                  aorta keys create --hospital st-mary --name portal \\
                    --scope appointments:read,appointments:write,links:write > portal.key

                Scopes: \(APIScope.allCases.map(\.rawValue).joined(separator: ", ")).
                """)

        @OptionGroup var options: DataOptions

        @Option(help: "The hospital that it is for.")
        var hospital: String?

        @Flag(help: "For a super-administrator: over all hospitals, with ?hospital= in requests.")
        var allHospitals = false

        @Option(help: "What you call it, to know it again in the list.")
        var name: String

        @Option(help: "What it is good for; may be repeated, or with commas between.")
        var scope: [String] = []

        @Flag(help: "Good for everything.")
        var allScopes = false

        @Option(help: "Good for so many days. Default: until it is revoked.")
        var days: Int?

        func validate() throws {
            guard (hospital == nil) == allHospitals else {
                throw ValidationError("give --hospital ID, or --all-hospitals")
            }
            guard (1...APIKey.nameLimit).contains(name.count) else {
                throw ValidationError("--name has 1 to \(APIKey.nameLimit) characters")
            }
            guard scope.isEmpty == allScopes else {
                throw ValidationError("give --scope, or --all-scopes")
            }
            guard days.map({ (1...3650).contains($0) }) ?? true else {
                throw ValidationError("--days is from 1 to 3650")
            }
            _ = try scopes()
        }

        private func scopes() throws -> Set<APIScope> {
            guard !allScopes else { return Set(APIScope.allCases) }
            let words = scope.flatMap { $0.split(separator: ",") }
            return Set(
                try words.map { word in
                    guard let scope = APIScope(rawValue: String(word)) else {
                        let known = APIScope.allCases.map(\.rawValue).joined(separator: ", ")
                        throw ValidationError("'\(word)' is no scope; there are \(known)")
                    }
                    guard allHospitals || APIScope.ofOneHospital.contains(scope) else {
                        throw ValidationError("'\(word)' needs --all-hospitals")
                    }
                    return scope
                })
        }

        func run() async throws {
            try await options.withStores { stores in
                if let hospital { _ = try await stores.named(hospital: hospital) }
                let made = try await KeyRing(stores).create(
                    of: hospital.map(HospitalID.init(rawValue:)), name: name,
                    scopes: try scopes(), lifetime: days.map { .seconds($0 * 86_400) },
                    by: .commandLine, at: .now())
                StandardError.say("key \(made.key.id): keep it, it is not shown again")
                print(made.text)
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a key: from the next request on it opens nothing.")

        @OptionGroup var options: DataOptions

        @Argument(help: "Its id, as aorta keys list shows it.")
        var id: String

        func run() async throws {
            try await options.withStores { stores in
                let revoked = try await KeyRing(stores).revoke(
                    APIKeyID(rawValue: id), by: .commandLine, at: .now())
                guard revoked != nil else {
                    throw StartFailure("there is no key '\(id)': see aorta keys list")
                }
            }
        }
    }
}
