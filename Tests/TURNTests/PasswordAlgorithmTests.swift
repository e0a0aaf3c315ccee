import STUN
import TURN
import Testing

/// Against an attacker who takes the better algorithm out of the server's offer (RFC 8489 §9.2).
@Suite struct PasswordAlgorithmTests {
    let server = CredentialsUnderTest()

    @Test func `MD5 may be chosen from the whole offer`() throws {
        var dress = CredentialsUnderTest.Dress.modern(nonce: try server.nonce())
        dress.algorithm = .md5
        #expect(try server.judge(server.request(dress)).user?.algorithm == .md5)
    }

    @Test(
        arguments: [
            nil, [], [0, 1, 0, 0], [0, 2, 0, 0], [0, 1, 0, 0, 0, 2, 0, 0],
            [0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0], [0, 2, 0, 0, 0, 1, 0],
        ] as [[UInt8]?])
    func `§9.2.4 an offer that isn't the server's is a bad request`(offer: [UInt8]?) throws {
        for algorithm in [PasswordAlgorithm.md5, .sha256] {
            var dress = CredentialsUnderTest.Dress.modern(nonce: try server.nonce())
            dress.algorithm = algorithm
            dress.offer = offer
            #expect(try server.judge(server.request(dress)).refusal?.code == .badRequest)
        }
    }

    @Test func `§9.2.4 an offer without a choice is a bad request`() throws {
        var dress = CredentialsUnderTest.Dress.modern(nonce: try server.nonce())
        dress.algorithm = nil
        #expect(try server.judge(server.request(dress)).refusal?.code == .badRequest)
    }

    @Test func `§9.2.4 neither offer nor choice means MD5`() throws {
        var dress = CredentialsUnderTest.Dress(nonce: try server.nonce())
        dress.integrity = .sha256
        #expect(try server.judge(server.request(dress)).user?.algorithm == .md5)
    }

    @Test func `a nonce whose features an attacker changed isn't taken`() throws {
        for features in ["AAAA", "AAAB", "AAAC", "gAAA", "////", "!!!!"] {
            var nonce = try server.nonce()
            nonce.replaceSubrange(9..<13, with: Array(features.utf8))
            let refusal = try server.judge(server.request(.init(nonce: nonce))).refusal
            #expect(refusal?.code == .staleNonce)
        }
    }
}
