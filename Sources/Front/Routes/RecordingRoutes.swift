import Clinic
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The recordings of an appointment: their list, and playback for those who may see them.
struct RecordingRoutes: Sendable {
    let services: FrontServices
    let playback: any RecordingPlayback
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
        guard file.deletedAt == nil, file.contents != nil else {
            throw Refusal.conflict(
                "recording_not_ready", "This recording is not closed yet. Try again in a moment.")
        }
        let recording = try await open(file)
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
        return response(
            recording, name: file.path, isDownload: isDownload, range: request.headers[.range])
    }

    private func open(_ file: RecordedFile) async throws -> any PlayableRecording {
        let recording: (any PlayableRecording)?
        do {
            recording = try await playback.open(file)
        } catch {
            throw Refusal.conflict(
                "recording_damaged", "This recording is damaged. Ask the server's operator.")
        }
        guard let recording, recording.byteCount > 0 else { throw Refusal.notFound }
        return recording
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
        _ recording: any PlayableRecording, name: String, isDownload: Bool, range: String?
    ) -> Response {
        let length = recording.byteCount
        var headers: HTTPFields = [
            .contentType: name.hasSuffix(".mkv") ? "video/x-matroska" : "video/webm",
            .acceptRanges: "bytes", .cacheControl: "private, no-store",
        ]
        if isDownload {
            let name = name.split(separator: "/").last ?? "recording"
            headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        }
        switch ByteRange(header: range, length: length) {
        case .whole:
            return Response(
                status: .ok, headers: headers, body: Self.body(recording, 0..<length))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(length)"
            return Response(
                status: .partialContent, headers: headers,
                body: Self.body(recording, Range(range)))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(length)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    /// Bytes read ahead of who receives them.
    private static let pieceByteLimit = 256 * 1024

    /// A piece at a time. A damaged one breaks the connection off: what is short is not taken for
    /// whole.
    private static func body(
        _ recording: any PlayableRecording, _ range: Range<Int>
    ) -> ResponseBody {
        ResponseBody(contentLength: range.count) { writer in
            var start = range.lowerBound
            while start < range.upperBound {
                let end = min(start + pieceByteLimit, range.upperBound)
                try await writer.write(ByteBuffer(bytes: try await recording.read(start..<end)))
                start = end
            }
            try await writer.finish(nil)
        }
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
