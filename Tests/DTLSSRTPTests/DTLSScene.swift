import Simulation
import Testing
import Wire

@testable import DTLSSRTP

/// A server connection and a client of its own, and what passes between them.
final class DTLSScene {
    /// Made once: a certificate is not what these tests are about.
    static let serverCertificate = Result { () throws(DTLSError) in try DTLSCertificate.generate() }
    static let clientCertificate = Result { () throws(DTLSError) in try DTLSCertificate.generate() }

    let server: DTLSConnection
    let client: DTLSClient
    let clientFingerprint: DTLSFingerprint
    var now = MonotonicTime(nanoseconds: 1_000_000_000)

    init(
        _ options: DTLSClient.Options = .init(), hasCertificate: Bool = true,
        expecting: Bool = true
    ) throws {
        var options = options
        let certificate = try Self.clientCertificate.get()
        if hasCertificate { options.certificate = certificate }
        clientFingerprint = certificate.fingerprint
        server = DTLSConnection(certificate: try Self.serverCertificate.get())
        client = try DTLSClient(options)
        if expecting { server.expectedFingerprint = clientFingerprint }
    }

    /// Gives `datagrams` to the server. At most one event comes of them.
    func deliver(_ datagrams: [[UInt8]]) -> DTLSConnection.Event? {
        var event: DTLSConnection.Event?
        for datagram in datagrams {
            if let next = datagram.withUnsafeBytes({ server.receive($0, now: now) }) {
                #expect(event == nil)
                event = next
            }
        }
        return event
    }

    /// Passes everything on until nothing more comes.
    func run() -> DTLSConnection.Event? {
        var event = deliver(client.exchange())
        for _ in 0..<10 {
            let answers = server.takeOutgoing()
            if answers.isEmpty { break }
            let next = deliver(client.exchange(answers))
            event = event ?? next
        }
        return event
    }

    /// Lets the server's next deadline come.
    func waitForDeadline() throws -> DTLSConnection.Event? {
        now = try #require(server.nextDeadline)
        return server.advance(to: now)
    }
}

extension DTLSConnection.Event {
    var keyingMaterial: KeyingMaterial? {
        if case .connected(let material) = self { material } else { nil }
    }
}
