import Clinic
import Hummingbird

/// How well the calls of an appointment went, for its doctor and the hospital's administrators.
struct QualityRoutes: Sendable {
    let services: FrontServices
    let pages: Pages
    let door: AppointmentDoor

    func add(to router: Router<FrontContext>) {
        router.get("/appointments/:id/quality") { request, context in
            try await report(request, context: context)
        }
    }

    private func report(_ request: Request, context: FrontContext) async throws -> Response {
        let opened = try await door.open(.viewQuality, context: context)
        guard request.prefersJSON else {
            return try await pages.response("/pages/consultation.html", to: request)
        }
        let appointment = opened.appointment
        let reports = try await services.stores.quality.reports(
            of: appointment.id, in: appointment.hospital)
        let people = try await services.stores.people.people(
            Array(
                Set([appointment.doctor, appointment.patient] + reports.map(\.person))),
            in: appointment.hospital)
        return .json(
            QualityView(
                id: appointment.id, startsAt: appointment.startsAt,
                doctor: NameView(
                    id: appointment.doctor, name: people[appointment.doctor]?.name ?? ""),
                patient: NameView(
                    id: appointment.patient, name: people[appointment.patient]?.name ?? ""),
                call: CallView(
                    appointment,
                    isRecordingAllowed: services.recordings != nil
                        && opened.visitor.hospital.policies.allowsRecording(
                            of: appointment)
                ),
                calls: QualityCallView.calls(reports, people)))
    }
}
