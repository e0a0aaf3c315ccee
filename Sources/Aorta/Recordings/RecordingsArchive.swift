import ArgumentParser
import Clinic
import Engine
import Foundation
import Logging
import Storage

/// The flags that name a server's data, and the way into it.
struct ArchiveOptions: ParsableArguments {
    @OptionGroup var source: SourceOptions

    @Option(
        help: ArgumentHelp(
            "The server's data folder. Default: that of the configuration.", valueName: "folder"))
    var data: String?

    /// - Throws: where there is no server's data.
    func open() throws -> RecordingsArchive {
        let configuration = try source.load { layers in
            layers.lay("server.data", data, flag: "--data")
        } judgedBy: { _ in
            []
        }
        return try RecordingsArchive(configuration)
    }
}

/// A server's recordings, seen from the command line.
struct RecordingsArchive {
    let stores: ClinicStores
    let retention: any RetentionStore
    let vault: RecordingVault
    let erasure: RecordingErasure

    /// Entries of the audit log read at a time.
    private static let pageLimit = 1_000

    init(_ configuration: ServerConfiguration) throws {
        let path = configuration.dataFolder + "/aorta.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw StartFailure("there is no server's data in \(configuration.dataFolder): --data?")
        }
        let database = try SQLiteDatabase(path: path)
        stores = database.stores
        retention = database.retention
        vault = RecordingVault(
            store: database.recordingKeys, source: configuration.recordingKey,
            folder: configuration.recordingsFolder)
        erasure = RecordingErasure(
            stores: stores, keys: database.recordingKeys, retention: database.retention,
            folder: configuration.recordingsFolder)
    }

    /// The recordings named, or all.
    ///
    /// - Throws: for a name that there is not.
    func recordings(_ names: [String]) async throws -> [KeptRecording] {
        guard !names.isEmpty else { return try await retention.keptRecordings() }
        var found: [KeptRecording] = []
        for name in names {
            let id = CallRecordingID(rawValue: name)
            guard let kept = try await retention.keptRecording(id) else {
                throw StartFailure("there is no recording \(name): see `aorta recordings list`")
            }
            found.append(kept)
        }
        return found
    }

    func files(of kept: KeptRecording) async throws -> [Clinic.RecordedFile] {
        try await stores.recordings.files(
            of: kept.recording.appointment, in: kept.recording.hospital
        ).filter { $0.recording == kept.recording.id }
    }

    /// What the audit log has of the recording's appointment, in order.
    func entries(about recording: CallRecording) async throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        while true {
            let page = try await stores.audit.entries(
                in: recording.hospital, appointment: recording.appointment,
                after: entries.last?.sequence ?? 0, limit: Self.pageLimit)
            entries += page
            if page.count < Self.pageLimit { return entries }
        }
    }

    /// What is done here is in the hospital's audit log; the operator has no name there.
    func record(
        _ kind: AuditKind, of recording: CallRecording, detail: String
    ) async throws {
        _ = try await stores.audit.append(
            AuditEvent(
                kind, in: recording.hospital, appointment: recording.appointment,
                detail: detail, at: .now()))
    }
}
