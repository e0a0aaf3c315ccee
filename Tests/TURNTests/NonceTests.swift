import STUN
import TURN
import Testing
import Wire

@Suite struct NonceTests {
    let server = CredentialsUnderTest()

    @Test(arguments: [0, 60, 3600, 4 * 3600 - 16])
    func `a nonce lasts as long as calls do`(seconds: Int) throws {
        let request = server.request(.init(nonce: try server.nonce()))
        #expect(try server.judge(request, at: .seconds(seconds)).user != nil)
    }

    @Test(arguments: [4 * 3600 + 16, 24 * 3600])
    func `§9.2.4 an old nonce is stale, and the fresh one beside it is taken`(seconds: Int) throws {
        let time = Duration.seconds(seconds)
        let request = server.request(.refresh, .init(nonce: try server.nonce()))

        let refusal = try #require(try server.judge(request, at: time).refusal)
        #expect(refusal.code == .staleNonce)
        let fresh = try #require(refusal.challenge)
        #expect(fresh.realm == Array("aorta".utf8))
        #expect(fresh.offersAlgorithms)
        let second = server.request(.refresh, .init(nonce: fresh.nonce))
        #expect(try server.judge(second, at: time).user != nil)
    }

    @Test func `a nonce is good for the 5-tuple alone that it was made for`() throws {
        let request = server.request(.init(nonce: try server.nonce()))
        let here = CredentialsUnderTest.client
        for other in [
            NetworkPath(remote: here.remote.withPort(4712)),
            NetworkPath(remote: SocketAddress(ipv4: 0xC000_0208, port: 4711)),
            NetworkPath(remote: here.remote, carrier: Carrier(.listener, number: 1)),
            NetworkPath(remote: here.remote, carrier: Carrier(.stream, number: 0)),
        ] {
            #expect(try server.judge(request, from: other).refusal?.code == .staleNonce)
        }
        #expect(try server.judge(request).user != nil)
    }

    @Test func `a nonce of another server is stale`() throws {
        let nonce = try CredentialsUnderTest().nonce()
        #expect(try server.judge(server.request(.init(nonce: nonce))).refusal?.code == .staleNonce)
    }

    @Test func `no bit of a nonce may change, nor its length`() throws {
        let nonce = try server.nonce()
        var others = (0..<nonce.count).map { Array(nonce.prefix($0)) } + [nonce + [0x41]]
        for bit in 0..<(nonce.count * 8) {
            others.append(nonce)
            others[others.count - 1][bit / 8] ^= 1 << UInt8(bit % 8)
        }
        for other in others {
            let refusal = try server.judge(server.request(.init(nonce: other))).refusal
            #expect(refusal?.code == .staleNonce)
        }
    }

    @Test func `§9.2.4 a stale nonce of who doesn't know the password is no matter`() throws {
        var eve = server
        eve.password = "guess"
        let request = eve.request(.init(nonce: Array("old".utf8)))
        #expect(try server.judge(request).refusal?.code == .unauthenticated)
    }

    @Test func `time before the clock's start is time as well`() throws {
        let early = Duration.seconds(-1_000_000)
        let nonce = try server.nonce(at: early)
        #expect(try server.judge(server.request(.init(nonce: nonce)), at: early).user != nil)
    }
}
