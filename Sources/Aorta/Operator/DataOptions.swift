import ArgumentParser
import Clinic
import Foundation
import Storage

/// Where the commands of an operator find the database.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server's data folder. Default: AORTA_SERVER_DATA, or data.",
            discussion: """
                A running server need not stop: both work on the same file, one change after \
                the other. What a command changes, the server sees at its next request; only \
                people who are in a call stay in it.
                """, valueName: "folder"))
    var data: String?

    private var folder: String {
        data ?? ProcessInfo.processInfo.environment["AORTA_SERVER_DATA"] ?? "data"
    }

    /// Opens the database for `body`, and closes it.
    ///
    /// - Parameter mayCreate: begins an empty one where there is none.
    /// - Throws: ``StartFailure`` in an operator's words.
    func withStores<Value>(
        mayCreate: Bool = false, _ body: (ClinicStores) async throws -> Value
    ) async throws -> Value {
        let path = folder + "/aorta.sqlite"
        if !FileManager.default.fileExists(atPath: path) {
            guard mayCreate else {
                throw StartFailure(
                    "there is no database in \(folder): name the server's folder with --data, or "
                        + "begin with: aorta hospitals add")
            }
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        let database: SQLiteDatabase
        do {
            database = try SQLiteDatabase(path: path)
        } catch {
            throw StartFailure("\(path) cannot be opened: \(error)")
        }
        do {
            let value = try await body(database.stores)
            try database.close()
            return value
        } catch StoreError.conflict {
            try? database.close()
            throw StartFailure("the name or email is taken, or what it points to is not there")
        } catch {
            try? database.close()
            throw error
        }
    }
}

extension ClinicStores {
    /// The hospital of this name.
    func named(hospital name: String) async throws -> Hospital {
        let id = HospitalID(rawValue: name)
        guard let hospital = try await hospitals.hospital(id) else {
            throw StartFailure("there is no hospital '\(name)': see aorta hospitals list")
        }
        return hospital
    }

    /// Somebody by his email, or by his name in the database.
    func somebody(_ text: String, in hospital: HospitalID?) async throws -> Person {
        if let person = try await people.person(email: text),
            hospital == nil || person.hospital == hospital
        {
            return person
        }
        for one in try await hospitals.all()
        where hospital == nil || one.id == hospital {
            let id = PersonID(rawValue: text)
            if let person = try await people.person(id, in: one.id) { return person }
        }
        throw StartFailure("there is nobody with the email or id '\(text)': see aorta users list")
    }
}

/// Lines of columns for a terminal or a script: fields with tabs between.
enum Columns {
    static func text(_ fields: String?...) -> String {
        fields.map { $0 ?? "-" }.joined(separator: "\t")
    }
}
