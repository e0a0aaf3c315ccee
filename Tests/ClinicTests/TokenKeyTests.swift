import Clinic
import Foundation
import Testing

/// Keys by which platforms sign, and what their tokens may say.
@Suite struct TokenKeyTests {
    private static let secret = #"""
        {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}
        """#
    private static let rsa = #"""
        {"kty":"RSA","kid":"r","alg":"RS256","use":"sig","e":"AQAB","n":"h4HPF8LCuxOb--pQG5lSyn0RpIS5OCuUHcQTL2Ti-4P-Q1DnUih4x1rPDGO9kkQbKECfH_-hT5_3iRkLbR-pmfu4ki4Oc-VQdF5rQXBl_hcwNe_ybIcKxFRxNORderWsijc12CaWUe0rHmC8HJaxyn6ChMDXtvGU2OccaRxr9YFoHxrNmjqHK1s3qx1rIEvjL7GvQhurjUca21IjKoPJBu0zEwLefRb_IyGh1AgGKFAqtXRLvilWLjmSm931z86j6EvczkEFAX4gAkVjUcJ5mje7P-7cJJHVuDI8zA3RUsUbeH6iz8lUjJ4HtP5s_wvoQ0Xt8cEQkw-wRGcGbydyxQ"}
        """#
    private static let curve = #"""
        {"kty":"EC","crv":"P-256","x":"1N3bvsajXK6KJr7VPSq45GxaGfaMf9A5-wu7AJ1BW_Y","y":"dI6O1oqWb9hnMnXXRXtmTbjVdK731l-k2yhJ3GtM0j0"}
        """#

    private static func key(_ text: String) throws -> TokenKey {
        try JSONDecoder().decode(TokenKey.self, from: Data(text.utf8))
    }

    /// HS256 of RFC 7515 appendix A.1; the others were signed with OpenSSL.
    @Test(arguments: [
        (
            secret,
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        ),
        (
            rsa, "eyJhbGciOiJSUzI1NiJ9.e30",
            "U3WHaWnhuAu_ZXnSHGERgYfTDZbV_jXNS9vdRhNt9L5gTdiumr1Uu7n7z2NI4762aFEqZO4iS4nuwa0WuOCC5OqvnUkyVUhNLT0vx_I4eIqmpLOSOprNbmMESYfc_PBaAPGS-xNjUvqS7S35mBKuzENeaLzWuFXE4_klpqPLyS3I8hqNxx-vvTvZAgCSUBDeLDbQVs2xs-SxobiSO8H_N6CREhORMajZ_jEYi-40smVJzprO2tUiD95HGiVNoo5zGTSYNZXKwttzX0C_t47uyRDxa_lwexQ2NwLVRdlrF4Hf1Q5nn5Us55NhXnHEJsppCut52kmL8L5UmMB4SbaAxg"
        ),
        (
            curve, "eyJhbGciOiJFUzI1NiJ9.e30",
            "nbWXOxwWyYa_mWWufWJIt0dyPduTs46IfudvUR4Ox8kmV3BSGMj1HmBb_G3locF0NEB1Sxs_oYNQfmp_RHF3pw"
        ),
    ])
    func `each kind of key takes its own signature, and none with a bit changed`(
        text: String, signed: String, signature: String
    ) throws {
        let key = try Self.key(text)
        let bytes = try #require(Base64URL.bytes(of: signature))

        #expect(key.verifies(bytes, of: Array(signed.utf8)))
        #expect(!key.verifies(bytes, of: Array((signed + "x").utf8)))
        #expect(!key.verifies([], of: Array(signed.utf8)))
        for index in stride(from: 0, to: bytes.count, by: 7) {
            var flipped = bytes
            flipped[index] ^= 1
            #expect(!key.verifies(flipped, of: Array(signed.utf8)))
        }
    }

    @Test(arguments: [
        #"{"kty":"oct","k":"c2hvcnQ"}"#,
        #"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T","alg":"RS256"}"#,
        #"{"kty":"RSA","n":"h4HPF8LC","e":"AQAB"}"#,
        #"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#,
        #"{"kty":"EC","crv":"P-256","x":"1N3bvsajXK6KJr7VPSq45GxaGfaMf9A5-wu7AJ1BW_Y","y":"1N3bvsajXK6KJr7VPSq45GxaGfaMf9A5-wu7AJ1BW_Y"}"#,
        #"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#, #"{"kty":"none"}"#, "{}",
    ])
    func `weak, wrong and unknown keys are refused when the file is read`(text: String) {
        #expect(throws: DecodingError.self) { try Self.key(text) }
    }

    @Test func `a set holds one to sixteen keys`() {
        func set(_ count: Int) throws -> TokenKeySet {
            let keys = Array(repeating: Self.curve, count: count).joined(separator: ",")
            return try JSONDecoder().decode(
                TokenKeySet.self, from: Data(#"{"keys":[\#(keys)]}"#.utf8))
        }
        #expect(throws: DecodingError.self) { try set(0) }
        #expect(throws: DecodingError.self) { try set(17) }
        #expect((try? set(16))?.keys.count == 16)
    }

    private static let now = WallTime(milliseconds: 1_800_000_000_000)
    private static let trust = PlatformTrust(
        hospital: HospitalID(rawValue: "h1"), issuer: "portal", audience: "aorta", keySet: "",
        scopes: [.readAppointments, .makeLinks, .readHospitals])

    private static func caller(_ claims: String) throws -> APICaller? {
        try JSONDecoder().decode(PlatformClaims.self, from: Data(claims.utf8))
            .caller(by: trust, at: now)
    }

    @Test func `a token opens what both the hospital and its scope allow`() throws {
        let all = try Self.caller(
            #"{"iss":"portal","aud":"aorta","sub":"nightly","exp":1800000060}"#)
        let one = try Self.caller(
            #"{"iss":"portal","aud":["x","aorta"],"sub":"a","exp":1800000060,"scope":"links:write audit:read hospitals:read x"}"#
        )

        #expect(all?.scopes == [.readAppointments, .makeLinks])
        #expect(all?.name == "jwt:h1:nightly" && all?.pacedAs == "jwt:h1")
        #expect(all?.hospital == HospitalID(rawValue: "h1"))
        #expect(one?.scopes == [.makeLinks])
    }

    @Test(arguments: [
        #"{"iss":"other","aud":"aorta","sub":"a","exp":1800000060}"#,
        #"{"iss":"portal","aud":"aorta2","sub":"a","exp":1800000060}"#,
        #"{"iss":"portal","aud":[],"sub":"a","exp":1800000060}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a","exp":1800000000}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a","exp":-1e300}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a","exp":1e300}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a","exp":1800086401}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a","exp":1800000500,"nbf":1800000061}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a","exp":1800000500,"iat":1800000061}"#,
        #"{"iss":"portal","aud":"aorta","sub":"","exp":1800000060}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a b","exp":1800000060}"#,
    ])
    func `other issuers and audiences, expired, early and long-lived tokens open nothing`(
        claims: String
    ) throws {
        #expect(try Self.caller(claims) == nil)
    }

    @Test(arguments: [
        #"{"iss":"portal","aud":"aorta","sub":"a"}"#,
        #"{"iss":"portal","sub":"a","exp":1800000060}"#,
        #"{"iss":"portal","aud":"aorta","exp":1800000060}"#,
        #"{"aud":"aorta","sub":"a","exp":1800000060}"#,
        #"{"iss":"portal","aud":"aorta","sub":"a","exp":"1800000060"}"#,
    ])
    func `a token that leaves out what is needed is none`(claims: String) {
        #expect(throws: DecodingError.self) { try Self.caller(claims) }
    }
}
