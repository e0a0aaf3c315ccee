import Testing
import Wire

@testable import Front

@Suite struct SourceLimitTests {
    private func limit(
        _ connections: Int, perSource: Int = 99, halfOpen: Int = 99, media: Int = 99
    ) -> SourceLimit {
        var limits = FrontLimits()
        limits.connections = connections
        limits.connectionsPerSource = perSource
        limits.halfOpenPerSource = halfOpen
        limits.mediaStreamsPerSource = media
        return SourceLimit(limits)
    }

    @Test func `one source has its share and the server its limit`() {
        let limit = limit(3, perSource: 2)

        #expect(limit.enter("a"))
        #expect(limit.enter("a"))
        #expect(!limit.enter("a"))
        #expect(limit.enter("b"))
        #expect(!limit.enter("c"))
        limit.leave("a", as: .undecided)
        #expect(limit.enter("c"))
        #expect(limit.openConnections == 3)
    }

    @Test func `a proxy is not one source`() {
        let limit = limit(3, perSource: 1)

        #expect(limit.enter("proxy", isCapped: false))
        #expect(limit.enter("proxy", isCapped: false))
    }

    @Test func `whom a proxy speaks for has the share of one source`() {
        let limit = limit(9, perSource: 1)

        #expect(limit.enter("proxy", isCapped: false))
        #expect(limit.move(from: "proxy", to: "a"))
        #expect(limit.enter("proxy", isCapped: false))
        #expect(!limit.move(from: "proxy", to: "a"))
        limit.leave("a", as: .undecided)
        #expect(limit.move(from: "proxy", to: "a"))
        #expect(limit.openConnections == 1)
    }

    @Test func `media streams have a share of their own`() {
        let limit = limit(9, perSource: 1, media: 1)

        #expect(limit.enter("a"))
        #expect(limit.decide("a", as: .media))
        #expect(limit.enter("a"))
        #expect(!limit.decide("a", as: .media))
        #expect(limit.decide("a", as: .http))
        #expect(!limit.enter("a"))
        limit.leave("a", as: .media)
        #expect(limit.openConnections == 1)
    }

    @Test func `who says nothing takes no place of those who do`() {
        let limit = limit(9, halfOpen: 1)

        #expect(limit.enter("a"))
        #expect(!limit.enter("a"))
        #expect(limit.decide("a", as: .http))
        #expect(limit.enter("a"))
    }

    @Test func `an IPv6 network and a mapped IPv4 address count as one`() {
        func source(_ text: String) -> String {
            SourceLimit.source(of: SocketAddress(text, defaultPort: 9))
        }

        #expect(source("2001:db8::1") == source("2001:db8::ffff"))
        #expect(source("2001:db8::1") != source("2001:db8:0:1::1"))
        #expect(source("::ffff:192.0.2.7") == source("192.0.2.7"))
        #expect(source("2001:db8::1") == "2001:db8:0:0/64")
        #expect(SourceLimit.source(of: nil) == "local")
    }
}
