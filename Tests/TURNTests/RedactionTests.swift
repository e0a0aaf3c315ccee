import TURN
import Testing

/// What must not get into a log, however it is printed.
@Suite struct RedactionTests {
    @Test func `neither a configuration nor a user says its secrets`() throws {
        var configuration = TURNConfiguration()
        configuration.users = ["alice": "in wonderland"]
        configuration.secret = Array("hush".utf8)
        let server = CredentialsUnderTest()
        let nonce = try server.nonce()
        let user = try #require(try server.judge(server.request(.init(nonce: nonce))).user)

        let printed =
            "\(configuration) \(String(reflecting: configuration)) \(user) "
            + String(reflecting: user)
        for secret in ["alice", "wonderland", "104, 117", "\(user.key)"] {
            #expect(!printed.contains(secret))
        }
    }
}
