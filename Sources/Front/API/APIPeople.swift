import Clinic
import HTTPTypes
import Hummingbird

/// A hospital's people, and for a super-administrator the hospitals.
enum APIPeople {
    static let routes = [
        APIRoute("listPeople", .get, "/people", .readPeople, list),
        APIRoute("createPerson", .post, "/people", .writePeople, create),
        APIRoute("getPerson", .get, "/people/{id}", .readPeople, read),
        APIRoute("disablePerson", .post, "/people/{id}/disable", .writePeople, disable),
        APIRoute("listHospitals", .get, "/hospitals", .readHospitals, reach: .server, hospitals),
        APIRoute(
            "getHospital", .get, "/hospitals/{id}", .readHospitals, reach: .server, hospital),
        APIRoute(
            "saveHospital", .put, "/hospitals/{id}", .writeHospitals, reach: .server,
            saveHospital),
    ]

    private struct Draft: Decodable {
        let role: Role
        let name: String
        let email: String?
    }

    private static func list(_ call: APICall) async throws -> Response {
        let limit = try call.limit
        let found = try await call.stores.people.people(
            in: try call.hospital, after: call.parameter("after").map(PersonID.init(rawValue:)),
            limit: limit + 1)
        return .json(APIPage(found, limit: limit, name: \.id.rawValue, APIPersonView.init))
    }

    private static func create(_ call: APICall) async throws -> Response {
        let draft = try await call.body(Draft.self)
        guard let name = PersonName.checked(draft.name) else {
            throw Refusal.badRequest("name has 1 to \(PersonRegister.nameLimit) characters.")
        }
        let email = draft.email.map(Person.normalizedEmail)
        if let email, !PersonName.isEmail(email) {
            throw Refusal.badRequest("email is no address.")
        }
        let person = Person(
            id: .random(), hospital: try call.hospital, role: draft.role, name: name,
            email: email)
        do {
            try await PersonRegister(call.stores).add(
                person, password: nil, by: call.origin, at: call.now)
        } catch StoreError.conflict {
            throw Refusal.conflict("email_taken", "Somebody on this server has this email.")
        }
        return .json(APIPersonView(person), status: .created)
    }

    private static func read(_ call: APICall) async throws -> Response {
        let found = try await call.stores.people.person(call.named(), in: try call.hospital)
        guard let found else { throw Refusal.unknown("person") }
        return .json(APIPersonView(found))
    }

    private static func disable(_ call: APICall) async throws -> Response {
        let id: PersonID = call.named()
        let isThere = try await PersonRegister(call.stores).disable(
            id, in: try call.hospital, by: call.origin, at: call.now)
        guard isThere else { throw Refusal.unknown("person") }
        return try await read(call)
    }

    // MARK: Hospitals

    private struct HospitalDraft: Decodable {
        let name: String
        let policies: APIHospitalView.Policies?
    }

    private static func hospitals(_ call: APICall) async throws -> Response {
        let limit = try call.limit
        let found = try await call.stores.hospitals.hospitals(
            after: call.parameter("after").map(HospitalID.init(rawValue:)), limit: limit + 1)
        return .json(APIPage(found, limit: limit, name: \.id.rawValue, APIHospitalView.init))
    }

    private static func hospital(_ call: APICall) async throws -> Response {
        guard let found = try await call.stores.hospitals.hospital(call.named()) else {
            throw Refusal.unknown("hospital")
        }
        return .json(APIHospitalView(found))
    }

    /// Adds one, or changes what is named; what is not keeps its value.
    private static func saveHospital(_ call: APICall) async throws -> Response {
        let draft = try await call.body(HospitalDraft.self)
        let id: HospitalID = call.named()
        guard PersonName.isIdentifier(id.rawValue) else {
            throw Refusal.badRequest("A hospital's id has 1 to 64 of a-z, 0-9 and -.")
        }
        guard let name = PersonName.checked(draft.name) else {
            throw Refusal.badRequest("name has 1 to \(PersonRegister.nameLimit) characters.")
        }
        let known = try await call.stores.hospitals.hospital(id)
        var saved = known ?? Hospital(id: id, name: name)
        saved.name = name
        try draft.policies?.apply(to: &saved.policies)
        try await call.stores.hospitals.save(saved)
        _ = try await call.stores.audit.append(
            call.origin.event(.hospitalSaved, in: id, at: call.now))
        return .json(APIHospitalView(saved), status: known == nil ? .created : .ok)
    }
}

extension APIHospitalView.Policies {
    fileprivate func apply(to policies: inout HospitalPolicies) throws {
        policies.admission = try Self.word(admission, "admission") ?? policies.admission
        policies.withdrawal = try Self.word(withdrawal, "withdrawal") ?? policies.withdrawal
        policies.mode = try Self.word(mode, "mode") ?? policies.mode
        policies.allowsRecording = allowsRecording ?? policies.allowsRecording
        policies.letsDoctorsSeeRecordings =
            letsDoctorsSeeRecordings ?? policies.letsDoctorsSeeRecordings
    }

    private static func word<Word: RawRepresentable & CaseIterable>(
        _ text: String?, _ name: String
    ) throws -> Word? where Word.RawValue == String {
        guard let text else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal.badRequest("policies.\(name) is one of \(words).")
        }
        return word
    }
}
