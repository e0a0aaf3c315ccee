import STUN
import TURN
import Testing
import Wire

/// RFC 8656 §7.2: receiving an Allocate request.
@Suite struct AllocateTests {
    let server = ServerUnderTest()

    @Test func `success says the relayed address, the lifetime and the mapped address`() {
        let client = ClientUnderTest(server)
        let answer = client.allocate()

        #expect(answer.isSuccess)
        #expect(answer.relayed == [.at("203.0.113.9:50001")])
        #expect(answer.lifetime == 600)
        #expect(answer.mapped == client.path.remote)
        #expect(answer.isSigned(by: client))
        #expect(server.server.hasAllocation(client.path))
    }

    @Test func `step 1: without credentials there is nothing but a challenge`() {
        let client = ClientUnderTest(server)
        let answer = client.answer(to: CredentialsUnderTest.bare())

        #expect(answer.code == 401)
        #expect(!answer.nonce.isEmpty)
        #expect(server.ports.open.isEmpty)
        #expect(server.server.counters.refusals.authentication == 1)
    }

    @Test func `step 2: a second request on the same 5-tuple is a mismatch`() {
        let client = ClientUnderTest(server)
        #expect(client.allocate().isSuccess)

        #expect(client.allocate().code == 437)
        #expect(server.ports.open.count == 1)
    }

    @Test func `step 2: a retransmission is answered alike`() {
        let client = ClientUnderTest(server)
        let request = client.bytes(of: .allocate) { writer in
            writer.write(.requestedTransport, [17, 0, 0, 0])
            writer.write(.evenPort, [0x80])
        }
        let first = client.answer(to: request)
        let second = client.answer(to: request)

        #expect(first.isSuccess && first.token != nil)
        #expect(second.bytes == first.bytes)
        #expect(server.server.counters.allocated == 1)
    }

    @Test func `step 3: the transport is asked for, and is UDP`() {
        let client = ClientUnderTest(server)

        #expect(client.request(.allocate).code == 400)
        #expect(client.request(.allocate) { $0.write(.requestedTransport, [17]) }.code == 400)
        #expect(
            client.request(.allocate) { $0.write(.requestedTransport, [6, 0, 0, 0]) }.code == 442)
        #expect(server.ports.open.isEmpty)
    }

    @Test func `step 4: DONT-FRAGMENT is understood`() {
        #expect(ClientUnderTest(server).allocate { $0.write(.dontFragment) }.isSuccess)
    }

    @Test func `step 5: a token stands alone, and has to be of a reservation`() {
        let client = ClientUnderTest(server)

        #expect(client.allocate { $0.write(.reservationToken, UInt64(1)) }.code == 508)
        let contradictions: [(inout STUNMessageWriter) -> Void] = [
            { $0.write(.evenPort, [0]) },
            { $0.write(.requestedAddressFamily, [1, 0, 0, 0]) },
            { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) },
        ]
        for contradiction in contradictions {
            let answer = client.allocate { writer in
                writer.write(.reservationToken, UInt64(1))
                contradiction(&writer)
            }
            #expect(answer.code == 400)
        }
        #expect(client.allocate { $0.write(.reservationToken, [1, 2, 3]) }.code == 400)
    }

    @Test func `step 6: one way to name families at a time`() {
        let answer = ClientUnderTest(server).allocate { writer in
            writer.write(.requestedAddressFamily, [2, 0, 0, 0])
            writer.write(.additionalAddressFamily, [2, 0, 0, 0])
        }
        #expect(answer.code == 400)
    }

    @Test func `step 7: a family that there isn't is refused`() {
        let client = ClientUnderTest(server)
        server.ports.families = [.ipv4]

        #expect(client.allocate { $0.write(.requestedAddressFamily, [2, 0, 0, 0]) }.code == 440)
        #expect(client.allocate { $0.write(.requestedAddressFamily, [9, 0, 0, 0]) }.code == 440)
        #expect(client.allocate { $0.write(.requestedAddressFamily, [1, 0, 0, 0]) }.isSuccess)
    }

    @Test func `step 7: IPv6 is had by asking for it`() {
        let answer = ClientUnderTest(server).allocate {
            $0.write(.requestedAddressFamily, [2, 0, 0, 0])
        }
        #expect(answer.relayed == [.at("[2001:db8:9::9]:50001")])
    }

    @Test func `step 8: a port is even where that is wished for`() throws {
        let answer = ClientUnderTest(server).allocate { $0.write(.evenPort, [0]) }

        #expect(try #require(answer.relayed.first).port % 2 == 0)
        #expect(answer.token == nil)
        #expect(ClientUnderTest(server, port: 1).allocate { $0.write(.evenPort, []) }.code == 400)
    }

    @Test func `step 8: the neighbour is kept for who brings the token, for 30 seconds`() throws {
        let first = ClientUnderTest(server, port: 1)
        let answer = first.allocate { $0.write(.evenPort, [0x80]) }
        let token = try #require(answer.token)
        let even = try #require(answer.relayed.first)

        let second = ClientUnderTest(server, port: 2)
        let neighbour = second.allocate { $0.write(.reservationToken, token) }
        #expect(neighbour.relayed == [even.withPort(even.port + 1)])
        let third = ClientUnderTest(server, port: 3)
        #expect(third.allocate { $0.write(.reservationToken, token) }.code == 508)
    }

    @Test func `step 8: nobody else gets the neighbour, and after 30 seconds nobody does`() throws {
        let client = ClientUnderTest(server, port: 1)
        let token = try #require(client.allocate { $0.write(.evenPort, [0x80]) }.token)
        #expect(server.ports.open.count == 2)

        let other = ClientUnderTest(server, port: 2, name: "bob", password: "builder")
        #expect(other.allocate { $0.write(.reservationToken, token) }.code == 508)
        server.advance(.seconds(31))
        #expect(server.ports.open.count == 1)
        let late = ClientUnderTest(server, port: 3)
        #expect(late.allocate { $0.write(.reservationToken, token) }.code == 508)
    }

    @Test func `step 8: there are no pairs of two families`() {
        let answer = ClientUnderTest(server).allocate { writer in
            writer.write(.evenPort, [0x80])
            writer.write(.additionalAddressFamily, [2, 0, 0, 0])
        }
        #expect(answer.code == 400)
    }

    @Test func `step 9: an additional address is of IPv6`() {
        let client = ClientUnderTest(server)
        let answer = client.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }

        #expect(answer.relayed.map(\.isIPv4) == [true, false])
        let other = ClientUnderTest(server, port: 2)
        #expect(other.allocate { $0.write(.additionalAddressFamily, [1, 0, 0, 0]) }.code == 400)
    }

    @Test func `step 9: half of two addresses is told with ADDRESS-ERROR-CODE`() {
        server.ports.families = [.ipv4]
        let answer = ClientUnderTest(server).allocate {
            $0.write(.additionalAddressFamily, [2, 0, 0, 0])
        }

        #expect(answer.relayed.count == 1)
        #expect(answer.value(.addressErrorCode)?.prefix(4) == [2, 0, 4, 40])
        server.ports.isFull = true
        let full = ClientUnderTest(server, port: 2)
        #expect(full.allocate { $0.write(.additionalAddressFamily, [2, 0, 0, 0]) }.code == 440)
    }

    @Test func `without a port left there is insufficient capacity`() {
        server.ports.isFull = true
        #expect(ClientUnderTest(server).allocate().code == 508)
    }

    @Test(arguments: [
        (UInt32(0), UInt32(600)), (1, 600), (600, 600), (1200, 1200), (3600, 3600), (3601, 3600),
        (.max, 3600),
    ])
    func `lifetimes are from ten minutes to an hour`(wanted: UInt32, granted: UInt32) {
        let answer = ClientUnderTest(server).allocate { $0.write(.lifetime, wanted) }
        #expect(answer.lifetime == granted)
    }

    @Test func `what isn't understood is named`() {
        let answer = ClientUnderTest(server).allocate { writer in
            writer.write(STUNAttributeType(rawValue: 0x0003), [0, 0, 0, 6])  // CHANGE-REQUEST
            writer.write(STUNAttributeType(rawValue: 0x002A), [0, 0, 0, 1])  // CONNECTION-ID
        }
        #expect(answer.code == 420)
        #expect(answer.value(.unknownAttributes) == [0x00, 0x03, 0x00, 0x2A])
    }

    @Test func `an allocation ends when its time is over, to the second`() {
        let client = ClientUnderTest(server)
        #expect(client.allocate().isSuccess)

        server.advance(.seconds(599))
        #expect(server.server.hasAllocation(client.path))
        server.advance(.seconds(1))
        #expect(!server.server.hasAllocation(client.path))
        #expect(server.ports.open.isEmpty)
        #expect(server.server.nextDeadline == nil)
        #expect(server.server.counters.allocations == 0)
    }

    @Test func `real relays are refused where they are switched off`() {
        let server = ServerUnderTest { $0.areRealRelaysOn = false }

        let answer = ClientUnderTest(server, label: "r.call-1").allocate()
        #expect(answer.code == 403)
        #expect(answer.reason == "Relaying to other hosts is off")
        #expect(ClientUnderTest(server, label: "v.call-1").allocate().isSuccess)
    }
}
