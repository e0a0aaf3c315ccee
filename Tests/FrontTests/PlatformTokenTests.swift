import Clinic
import Crypto
import Foundation
import Testing

@testable import Front

/// Tokens that a hospital's platform signs itself, at the API's door.
@Suite(.timeLimit(.minutes(1))) struct PlatformTokenTests {
    private static let secret = Array("0123456789abcdef0123456789abcdef".utf8)
    private static let trusted = #"""
        {"keys":[{"kty":"oct","kid":"one","k":"\#(Base64URL.text(of: secret))"}]}
        """#

    private static func trust(_ server: TestServer) async throws {
        try await KeyRing(server.clinic.stores).trust(
            PlatformTrust(
                hospital: TestClinic.hospital, issuer: "portal", audience: "aorta",
                keySet: trusted, scopes: [.readAppointments]),
            by: .commandLine, at: TestServer.now())
    }

    private static func token(
        header: String = #"{"alg":"HS256","typ":"JWT"}"#, issuer: String = "portal",
        audience: String = "aorta", secondsLeft: Int64 = 60, signedWith key: [UInt8] = secret
    ) -> String {
        let expiry = TestServer.now().milliseconds / 1000 + secondsLeft
        let claims = #"""
            {"iss":"\#(issuer)","aud":"\#(audience)","sub":"nightly","exp":\#(expiry)}
            """#
        let signed = [header, claims].map { Base64URL.text(of: Array($0.utf8)) }
            .joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(signed.utf8), using: SymmetricKey(data: key))
        return "\(signed).\(Base64URL.text(of: Array(code)))"
    }

    private static func status(
        _ server: TestServer, _ token: String, _ path: String = "/appointments"
    ) async throws -> Int {
        var browser = server.browser()
        return try await browser.send(
            "GET", "/api/v1" + path, headers: ["Authorization": "Bearer \(token)"]
        ).status
    }

    @Test func `a good token opens its scopes in its hospital, and stands in the audit log`()
        async throws
    {
        try await TestServer.run { server in
            #expect(try await Self.status(server, Self.token()) == 401)
            try await Self.trust(server)

            #expect(try await Self.status(server, Self.token()) == 200)
            let named = Self.token(header: #"{"alg":"HS256","kid":"one"}"#)
            #expect(try await Self.status(server, named) == 200)
            #expect(try await Self.status(server, Self.token(), "/audit") == 403)
            #expect(try await Self.status(server, Self.token(), "/people?hospital=h2") == 403)
            let audited = try await server.clinic.audited()
            #expect(audited.contains("platform_trusted portal"))
            let actors = try await server.clinic.stores.audit.entries(
                in: TestClinic.hospital, appointment: nil, after: 0, limit: 99
            ).compactMap(\.event.actor?.rawValue)
            #expect(actors.contains("jwt:h1:nightly"))
        }
    }

    @Test func `none, other algorithms, other keys, wrong audience and expired get 401`()
        async throws
    {
        try await TestServer.run { server in
            try await Self.trust(server)
            let good = Self.token()
            let parts = good.split(separator: ".")
            let none = Base64URL.text(of: Array(#"{"alg":"none"}"#.utf8))
            for bad in [
                "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])",
                "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", good + ".x", good + "=",
                Self.token(header: #"{"alg":"nOnE"}"#), Self.token(header: #"{"alg":"HS512"}"#),
                Self.token(header: #"{"alg":"RS256"}"#), Self.token(header: #"{"alg":"ES256"}"#),
                Self.token(header: "{}"), Self.token(header: #"{"alg":"HS256","kid":"two"}"#),
                Self.token(header: #"{"alg":"HS256","crit":["exp"]}"#),
                Self.token(issuer: "other"), Self.token(audience: "others"),
                Self.token(secondsLeft: -1), Self.token(secondsLeft: 100_000),
                Self.token(signedWith: Array("another secret, which is as long".utf8)),
                Self.token(signedWith: []),
            ] {
                #expect(try await Self.status(server, bad) == 401, "\(bad)")
            }
            #expect(try await Self.status(server, good) == 200)
            let ended = try await KeyRing(server.clinic.stores).distrust(
                TestClinic.hospital, by: .commandLine, at: TestServer.now())
            #expect(ended)
            #expect(try await Self.status(server, good) == 401)
        }
    }

    @Test func `an issuer is one hospital's alone`() async throws {
        try await TestServer.run { server in
            try await Self.trust(server)
            await #expect(throws: StoreError.conflict) {
                try await server.clinic.stores.keys.save(
                    PlatformTrust(
                        hospital: TestClinic.otherHospital, issuer: "portal",
                        audience: "aorta", keySet: Self.trusted, scopes: []))
            }
        }
    }
}
