import Clinic
import HTTPTypes
import Hummingbird

/// What is kept of calls: recordings' list, quality, audit log.
enum APIRecords {
    static let routes = [
        APIRoute("listRecordings", .get, "/appointments/{id}/recordings", .readRecordings, files),
        APIRoute("getQuality", .get, "/appointments/{id}/quality", .readQuality, quality),
        APIRoute("listAuditOfAppointment", .get, "/appointments/{id}/audit", .readAudit) { call in
            try await audit(call, of: try await appointment(call).id)
        },
        APIRoute("listAudit", .get, "/audit", .readAudit) { try await audit($0, of: nil) },
        // Reads the whole log, and holds one of few readers of the database meanwhile.
        APIRoute(
            "verifyAudit", .get, "/audit/verification", .readAudit, cost: 100, verification),
    ]

    private static func files(_ call: APICall) async throws -> Response {
        let appointment = try await appointment(call)
        let files = try await call.stores.recordings.files(
            of: appointment.id, in: appointment.hospital)
        let people = try await call.stores.people.people(
            Array(Set(files.map(\.person))), in: appointment.hospital)
        return .json(
            APIPage(files, limit: files.count, name: \.id.rawValue) {
                APIRecordingView(file: $0, name: people[$0.person]?.name ?? "")
            })
    }

    private static func quality(_ call: APICall) async throws -> Response {
        let appointment = try await appointment(call)
        let reports = try await call.stores.quality.reports(
            of: appointment.id, in: appointment.hospital)
        let people = try await call.stores.people.people(
            Array(Set(reports.map(\.person))), in: appointment.hospital)
        return .json(
            APIQualityView(
                appointment: appointment.id, calls: QualityCallView.calls(reports, people)))
    }

    private static func audit(
        _ call: APICall, of appointment: AppointmentID?
    ) async throws -> Response {
        let limit = try call.limit
        var after: Int64 = 0
        if let text = call.parameter("after") {
            guard let number = Int64(text), number >= 0 else {
                throw Refusal.badRequest("after is the sequence of an entry.")
            }
            after = number
        }
        let found = try await call.stores.audit.entries(
            in: try call.hospital, appointment: appointment, after: after, limit: limit + 1)
        return .json(
            APIPage(found, limit: limit, name: { String($0.sequence) }, \.self))
    }

    private static func verification(_ call: APICall) async throws -> Response {
        .json(APIVerdictView(try await call.stores.audit.verify(try call.hospital)))
    }

    private static func appointment(_ call: APICall) async throws -> Appointment {
        let found = try await call.stores.appointments.appointment(
            call.appointment, in: try call.hospital)
        guard let found else { throw Refusal.unknown("appointment") }
        return found
    }
}
