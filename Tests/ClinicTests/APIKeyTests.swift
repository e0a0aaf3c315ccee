import Clinic
import Testing

/// What a platform's key opens, and where.
@Suite struct APIKeyTests {
    private let now = WallTime(milliseconds: 1_800_000_000_000)
    private let hospital = HospitalID(rawValue: "h1")

    @Test func `a key is found by its text and only by its text`() throws {
        let made = APIKey.mint(
            of: hospital, name: "portal", scopes: [.makeLinks], at: now, lifetime: nil)

        #expect(made.text.hasPrefix("aorta_"))
        #expect(APIKey.hash(of: made.text) == made.key.hash)
        #expect(APIKey.hash(of: String(made.text.dropFirst(6))) == nil)
        #expect(APIKey.hash(of: made.text + "A") == nil)
        #expect(APIKey.hash(of: "aorta_") == nil)
    }

    @Test func `a key of one hospital never has the scopes over hospitals`() {
        let key = APIKey.mint(
            of: hospital, name: "portal", scopes: Set(APIScope.allCases), at: now, lifetime: nil
        ).key

        #expect(key.scopes == APIScope.ofOneHospital)
    }

    @Test func `a key is dead from its end on, and when it is revoked`() {
        var key = APIKey.mint(
            of: hospital, name: "portal", scopes: [], at: now, lifetime: .seconds(10)
        ).key

        #expect(key.isLive(at: now + .seconds(9)))
        #expect(!key.isLive(at: now + .seconds(10)))
        key.revokedAt = now
        #expect(!key.isLive(at: now))
    }

    @Test func `a caller of one hospital acts in it and in no other`() {
        let caller = APICaller(name: "key:1", hospital: hospital, scopes: [.readAudit])
        let other = HospitalID(rawValue: "h2")

        #expect(caller.access(to: .readAudit, in: nil) == .allowed(in: hospital))
        #expect(caller.access(to: .readAudit, in: hospital) == .allowed(in: hospital))
        #expect(caller.access(to: .readAudit, in: other) == .refused(.otherHospital))
        #expect(caller.access(to: .endCalls, in: nil) == .refused(.scopeMissing))
        #expect(caller.accessToServer(with: .readAudit) == .otherHospital)
    }

    @Test func `a super-administrator's caller has to say which hospital`() {
        let caller = APICaller(name: "key:1", hospital: nil, scopes: [.readAudit])

        #expect(caller.access(to: .readAudit, in: nil) == .refused(.hospitalMissing))
        #expect(caller.access(to: .readAudit, in: hospital) == .allowed(in: hospital))
        #expect(caller.accessToServer(with: .readAudit) == nil)
        #expect(caller.accessToServer(with: .writeHospitals) == .scopeMissing)
    }

    @Test(arguments: ["", "  ", "a\nb", "a\u{202E}b", String(repeating: "x", count: 121)])
    func `a name that hides or breaks lines is none`(text: String) {
        #expect(PersonName.checked(text) == nil)
    }

    @Test func `an email has two sides and no blanks`() {
        #expect(PersonName.isEmail("ada@one.test"))
        for text in ["ada", "@one", "ada@", "a@b@c", "a b@c", "a\u{0}@c"] {
            #expect(!PersonName.isEmail(text))
        }
    }
}
