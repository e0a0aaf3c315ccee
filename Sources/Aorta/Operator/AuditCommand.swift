import ArgumentParser
import Clinic
import Foundation

/// `aorta audit`: the log of who did what, and whether it is as it was written.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check and export the audit log.",
        discussion: """
            Each hospital has a chain of entries of its own, and so has the server (its starts, \
            strangers at its doors). Each entry's hash covers the one before: whoever alters, \
            removes or puts in one breaks the chain there.
            """,
        subcommands: [Verify.self, Export.self], defaultSubcommand: Verify.self)

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every chain from its first entry to its end.",
            discussion: """
                Names the first bad entry of each broken chain. Exit status: 0 when all are \
                intact, 1 when one is not. Keep the printed ends somewhere else: who has them \
                can tell later that nothing was cut off. With --recording also reads that \
                recording's files and compares when each was written with who had agreed, as \
                `aorta recordings prove` does; AORTA_CONFIG names the file with recordings.key.
                """)

        @OptionGroup var options: DataOptions

        @Option(help: "Of this hospital only.")
        var hospital: String?

        @Option(help: "Prove that what was written of this recording was agreed to.")
        var recording: String?

        func run() async throws {
            if let recording {
                let place = options.data.map { ["--data", $0] } ?? []
                let archive = try ArchiveOptions.parse(place).open()
                guard try await ProveRecordings.prove([recording], in: archive)
                else { throw ExitCode.failure }
                return
            }
            let isIntact = try await options.withStores { stores in
                var isIntact = true
                for chain in try await AuditCommand.chains(hospital, stores) {
                    let verdict = try await stores.audit.verify(chain)
                    let name = chain.map { "hospital \($0)" } ?? "server"
                    switch verdict {
                    case .intact(let count):
                        let last = try await stores.audit.entries(
                            in: chain, appointment: nil, after: max(0, count - 1), limit: 1
                        ).last
                        let end = last.map { ", ends with \(Hex.text(of: $0.hash))" } ?? ""
                        print("\(name): intact, \(count) entries\(end)")
                    case .broken(let sequence, let flaw):
                        print("\(name): BROKEN at entry \(sequence): \(flaw.rawValue)")
                        isIntact = false
                    }
                }
                return isIntact
            }
            if !isIntact { throw ExitCode(1) }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print entries as JSON, one a line, in their order.",
            discussion: """
                  aorta audit export --hospital st-mary > st-mary.jsonl
                  aorta audit export --hospital st-mary --after 1200 >> st-mary.jsonl
                """)

        @OptionGroup var options: DataOptions

        @Option(help: "Of this hospital. Default: the server's own chain.")
        var hospital: String?

        @Option(help: "Only what this appointment is named in.")
        var appointment: String?

        @Option(help: "Only what comes after this sequence.")
        var after: Int64 = 0

        private static let pageSize = 1000

        func run() async throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try await options.withStores { stores in
                if let hospital { _ = try await stores.named(hospital: hospital) }
                var last = max(0, after)
                while true {
                    let entries = try await stores.audit.entries(
                        in: hospital.map(HospitalID.init(rawValue:)),
                        appointment: appointment.map(AppointmentID.init(rawValue:)), after: last,
                        limit: Self.pageSize)
                    for entry in entries {
                        print(String(decoding: try encoder.encode(entry), as: UTF8.self))
                    }
                    guard let end = entries.last, entries.count == Self.pageSize else { return }
                    last = end.sequence
                }
            }
        }
    }

    /// The chain of one hospital, or all and the server's.
    fileprivate static func chains(
        _ hospital: String?, _ stores: ClinicStores
    ) async throws -> [HospitalID?] {
        if let hospital { return [try await stores.named(hospital: hospital).id] }
        return [nil] + (try await stores.hospitals.all().map(\.id))
    }
}
