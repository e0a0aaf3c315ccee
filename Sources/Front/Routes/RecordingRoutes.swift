import Clinic
import Glibc
import HTTPTypes
import Hummingbird
import Synchronization

/// The recordings of an appointment: their list, and playback for those who may see them.
struct RecordingRoutes: Sendable {
    let configuration: FrontConfiguration
    let services: FrontServices
    let audit: RefusalAudit
    let door: AppointmentDoor
    let views: PlaybackLog

    func add(to router: Router<FrontContext>) {
        router.get("/appointments/:id/recordings") { _, context in
            try await list(context: context)
        }
        router.get("/recordings/:file") { request, context in
            try await play(request, context: context)
        }
    }

    private func list(context: FrontContext) async throws -> Response {
        let opened = try await door.open(.listRecordings, context: context)
        let appointment = opened.appointment
        let files = try await services.stores.recordings.files(
            of: appointment.id, in: appointment.hospital)
        let people = try await services.stores.people.people(
            Array(Set(files.map(\.person))), in: appointment.hospital)
        await audit.record(.recordingsListed, appointment: appointment.id, context: context)
        let shown = files.filter { $0.deletedAt == nil }.compactMap { file in
            file.contents.map { contents in
                RecordedFileView(
                    id: file.id, name: people[file.person]?.name ?? "", recordedAt: file.openedAt,
                    duration: Double(contents.duration.wholeMilliseconds) / 1000,
                    bytes: contents.byteCount, codecs: contents.codecs)
            }
        }
        return .json(RecordingsView(recordings: shown))
    }

    private func play(_ request: Request, context: FrontContext) async throws -> Response {
        let (file, opened) = try await file(context: context)
        guard file.deletedAt == nil, file.contents != nil, let path = path(of: file) else {
            throw Refusal.conflict(
                "recording_not_ready", "This recording is not closed yet. Try again in a moment.")
        }
        var attributes = stat()
        guard stat(path, &attributes) == 0, attributes.st_size > 0 else { throw Refusal.notFound }
        let length = Int(attributes.st_size)
        let isDownload = request.uri.query == "download"
        let isFirst = views.isFirst(file: file.id, person: opened.person.id, at: services.now())
        if isDownload || isFirst {
            // On disk before the first byte leaves.
            let kind = isDownload ? AuditKind.recordingDownloaded : .recordingViewed
            _ = try await services.stores.audit.append(
                AuditEvent(
                    kind, in: file.hospital, by: opened.person.id, appointment: file.appointment,
                    source: context.origin.source, detail: file.id.rawValue, at: services.now()))
        }
        return try await response(
            path: path, length: length, isDownload: isDownload, request: request,
            context: context)
    }

    /// The file named by the path, if the visitor may play it.
    private func file(
        context: FrontContext
    ) async throws -> (RecordedFile, AppointmentDoor.Opened) {
        guard let visitor = context.visitor else {
            await audit.refused(AccessRefusal.notSignedIn.rawValue, context: context)
            throw Refusal.notSignedIn
        }
        let id = RecordedFileID(rawValue: String(context.parameters.get("file") ?? ""))
        guard
            let file = try await services.stores.recordings.file(id, in: visitor.person.hospital)
        else {
            await audit.refused("unknown_recording", context: context)
            throw Refusal.forbidden
        }
        let opened = try await door.open(
            .playRecordings, of: file.appointment, context: context)
        return (file, opened)
    }

    private func response(
        path: String, length: Int, isDownload: Bool, request: Request, context: FrontContext
    ) async throws -> Response {
        let isMatroska = path.hasSuffix(".mkv")
        var headers: HTTPFields = [
            .contentType: isMatroska ? "video/x-matroska" : "video/webm",
            .acceptRanges: "bytes", .cacheControl: "private, no-store",
        ]
        if isDownload {
            let name = path.split(separator: "/").last ?? "recording"
            headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        }
        switch ByteRange(header: request.headers[.range], length: length) {
        case .whole:
            let body = try await FileIO().loadFile(
                path: path, range: 0...(length - 1), context: context)
            return Response(status: .ok, headers: headers, body: body)
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(length)"
            let body = try await FileIO().loadFile(path: path, range: range, context: context)
            return Response(status: .partialContent, headers: headers, body: body)
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(length)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    /// Below the recordings folder, whatever the store says.
    private func path(of file: RecordedFile) -> String? {
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") })
        else { return nil }
        return configuration.recordingsFolder + "/" + file.path
    }
}

/// Makes one audit event of the many range requests of one playback.
final class PlaybackLog: Sendable {
    private static let window = Duration.seconds(10 * 60)
    private static let entryLimit = 1024

    private struct Playback: Hashable {
        let file: RecordedFileID
        let person: PersonID
    }

    private let lastSeen = Mutex<[Playback: WallTime]>([:])

    /// Whether nothing of the file was asked for by this person lately. A full table forgets all:
    /// then there are more events, never fewer.
    func isFirst(file: RecordedFileID, person: PersonID, at now: WallTime) -> Bool {
        let playback = Playback(file: file, person: person)
        return lastSeen.withLock { lastSeen in
            let isFirst = lastSeen[playback].map { now - $0 > Self.window } ?? true
            if lastSeen.count >= Self.entryLimit { lastSeen.removeAll() }
            lastSeen[playback] = now
            return isFirst
        }
    }
}
