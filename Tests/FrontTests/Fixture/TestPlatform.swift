import Clinic
import Foundation

/// A platform's program with a key.
struct TestPlatform {
    let server: TestServer
    let key: String

    /// - Parameter hospital: `nil` for a super-administrator's.
    init(
        _ server: TestServer, of hospital: HospitalID? = TestClinic.hospital,
        scopes: Set<APIScope> = Set(APIScope.allCases)
    ) async throws {
        self.server = server
        key = try await KeyRing(server.clinic.stores).create(
            of: hospital, name: "test", scopes: scopes, lifetime: nil, by: .commandLine,
            at: TestServer.now()
        ).text
    }

    func get(_ path: String) async throws -> TestResponse { try await send("GET", path) }

    func post(_ path: String, _ body: String = "{}") async throws -> TestResponse {
        try await send("POST", path, body)
    }

    func send(_ method: String, _ path: String, _ body: String = "") async throws -> TestResponse {
        var browser = server.browser()
        let headers = ["Authorization": "Bearer \(key)", "Content-Type": "application/json"]
        return try await browser.send(method, "/api/v1" + path, headers: headers, body: body)
    }
}
