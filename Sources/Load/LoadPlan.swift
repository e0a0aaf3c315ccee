/// How much load, of what kind, for how long.
package struct LoadPlan: Sendable, Equatable, Codable {
    /// A call is a room.
    package var rooms = 1
    /// In each room.
    package var publishers = 1
    /// Receivers of each publisher.
    package var subscribers = 1
    package var shape = MediaShape()
    package var way = Way.direct
    /// Clients that begin to connect each second.
    package var joinRate = 100.0
    /// Seconds that are left out before a window, for what is only so at the start.
    package var settling = 2.0
    /// Seconds of a window.
    package var duration = 10.0
    /// Cores that the load's threads are kept on, a thread each; empty: one thread, any core.
    package var cores: [Int] = []

    package init() {}

    /// How clients reach the server.
    package enum Way: String, Sendable, Codable, CaseIterable {
        case direct
        /// ChannelData over UDP, by the TURN server on the media port.
        case turnUDP = "turn-udp"
    }

    /// Connections to the server: each receiver has one to each publisher that it receives.
    package var sessions: Int { rooms * publishers * (1 + subscribers) }

    /// Packets that the server is to forward each second.
    package var forwardedRate: Double {
        Double(rooms * publishers * subscribers) * shape.packetRate
    }

    package static let sessionLimit = 50_000

    /// What cannot be done, in words for whoever asked for it; empty where all can.
    package func problems() -> [String] {
        var problems = shape.problems()
        if rooms < 1 || publishers < 1 || subscribers < 0 {
            problems.append("there must be at least one room and one publisher")
        }
        let (clients, overflow) = (publishers &* (1 + subscribers))
            .multipliedReportingOverflow(by: rooms)
        if overflow || clients > Self.sessionLimit || subscribers > Self.sessionLimit {
            problems.append(
                "at most \(Self.sessionLimit) connections, one a publisher and one a receiver")
        }
        if !(0.1...10_000).contains(joinRate) {
            problems.append("0.1 to 10000 clients join each second")
        }
        if !(0.5...86_400).contains(duration) || !(0...600).contains(settling) {
            problems.append("a window takes 0.5 to 86400 seconds, settling 0 to 600")
        }
        return problems
    }
}
