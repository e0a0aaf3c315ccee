import Simulation
import Testing
import Wire

@testable import DTLSSRTP

/// Handshakes on a network that loses, repeats, reorders and damages.
@Suite struct DTLSLossTests {
    @Test func `our flight is one datagram, sent again after 100, 200, 400 ms`() throws {
        let scene = try DTLSScene()
        let start = scene.now
        #expect(scene.deliver(scene.client.exchange()) == nil)
        let flight = scene.server.takeOutgoing()
        #expect(flight.count == 1)
        #expect(flight.allSatisfy { $0.count <= 1200 })

        for milliseconds in [100, 300, 700, 1500, 3100, 4700] {
            #expect(try scene.waitForDeadline() == nil)
            #expect(scene.now - start == .milliseconds(milliseconds))
            #expect(scene.server.takeOutgoing() == flight)
        }

        #expect(scene.deliver(scene.client.exchange(flight))?.keyingMaterial != nil)
        #expect(scene.server.nextDeadline == nil)
    }

    @Test func `a deadline that has not come does nothing`() throws {
        let scene = try DTLSScene()
        _ = scene.deliver(scene.client.exchange())
        _ = scene.server.takeOutgoing()

        #expect(scene.server.advance(to: scene.now + .milliseconds(99)) == nil)
        #expect(scene.server.takeOutgoing().isEmpty)
    }

    @Test func `the client's lost flight is made good`() throws {
        let scene = try DTLSScene()
        _ = scene.deliver(scene.client.exchange())
        #expect(!scene.client.exchange(scene.server.takeOutgoing()).isEmpty)

        let event = scene.deliver(scene.client.repeatFlightSoon())

        #expect(event?.keyingMaterial != nil)
        _ = scene.client.exchange(scene.server.takeOutgoing())
        #expect(scene.client.isConnected)
    }

    @Test func `our lost last flight is repeated when the client repeats its own`() throws {
        let scene = try DTLSScene()
        _ = scene.deliver(scene.client.exchange())
        let event = scene.deliver(scene.client.exchange(scene.server.takeOutgoing()))
        #expect(event?.keyingMaterial != nil)
        #expect(!scene.server.takeOutgoing().isEmpty)
        #expect(!scene.client.isConnected)

        #expect(scene.deliver(scene.client.repeatFlightSoon()) == nil)

        _ = scene.client.exchange(scene.server.takeOutgoing())
        #expect(scene.client.isConnected)
        #expect(event?.keyingMaterial == scene.client.keyingMaterial(.aeadAES128GCM))
    }

    @Test(arguments: [false, true])
    func `a fragmented ClientHello is put together`(isReversed: Bool) throws {
        let scene = try DTLSScene(.init(mtu: 256, hasLongHello: true))
        let fragments = scene.client.exchange()
        #expect(fragments.count > 2)
        #expect(fragments.allSatisfy { $0.count <= 256 })

        let order = isReversed ? fragments.reversed() : fragments
        #expect(scene.deliver(order) == nil)
        let event = scene.deliver(scene.client.exchange(scene.server.takeOutgoing()))

        #expect(event?.keyingMaterial != nil)
    }

    @Test func `a second ClientHello disturbs neither a pending nor a finished handshake`() throws {
        let scene = try DTLSScene()
        let hello = scene.client.exchange()
        _ = scene.deliver(hello)
        let flight = scene.server.takeOutgoing()
        let stranger = try DTLSScene().client.exchange()

        #expect(scene.deliver(hello + stranger + stranger) == nil)
        #expect(scene.server.takeOutgoing().isEmpty)
        let event = scene.deliver(scene.client.exchange(flight))
        #expect(event?.keyingMaterial != nil)
        _ = scene.client.exchange(scene.server.takeOutgoing())

        #expect(scene.deliver(hello + stranger + stranger) == nil)
        #expect(scene.server.takeOutgoing().isEmpty)
        #expect(scene.deliver(scene.client.close()) == .closed)
    }

    @Test func `a handshake ends after 30 s, however much still dribbles in`() throws {
        let scene = try DTLSScene()
        let start = scene.now
        let hello = scene.client.exchange()
        var event: DTLSConnection.Event?
        while event == nil, scene.now - start < .seconds(60) {
            _ = scene.deliver(hello)
            event = try scene.waitForDeadline()
            _ = scene.server.takeOutgoing()
        }

        #expect(event == .failed(.timedOut))
        #expect(scene.now - start == .seconds(30))
        #expect(scene.server.nextDeadline == nil)
    }

    @Test func `a fingerprint that never comes ends it as well`() throws {
        let scene = try DTLSScene(expecting: false)
        _ = scene.run()
        #expect(try scene.waitForDeadline() == .failed(.timedOut))
    }

    @Test func `damaged datagrams never end a connection that stands`() throws {
        let scene = try DTLSScene()
        let hello = scene.client.exchange()
        _ = scene.deliver(hello)
        let last = scene.client.exchange(scene.server.takeOutgoing())
        _ = scene.deliver(last)
        _ = scene.client.exchange(scene.server.takeOutgoing())
        let data = scene.client.send("abc")

        for datagram in hello + last + data {
            for length in 0..<datagram.count {
                #expect(scene.deliver([Array(datagram[..<length])]) == nil)
            }
            for position in 0..<datagram.count {
                var damaged = datagram
                damaged[position] ^= 0x41
                #expect(scene.deliver([damaged]) == nil)
            }
        }
        #expect(scene.deliver(scene.client.close()) == .closed)
    }

    @Test func `no truncated or damaged ClientHello makes it trap`() throws {
        let hello = try #require(try DTLSScene().client.exchange().first)
        let certificate = try DTLSScene.serverCertificate.get()

        for position in 0..<hello.count {
            var damaged = hello
            damaged[position] ^= 0x80
            for bytes in [Array(hello[..<position]), damaged] {
                let server = DTLSConnection(certificate: certificate)
                let event = bytes.withUnsafeBytes {
                    server.receive($0, now: MonotonicTime(nanoseconds: 0))
                }
                #expect(event == nil || event == .failed(.handshakeRefused))
                #expect(server.takeOutgoing().count <= 1)
            }
        }
    }
}
