import Wire

/// A datagram on the simulated network.
package struct SimulatedDatagram: Sendable {
    package enum Direction: Sendable {
        case toServer, toBrowser
    }

    package let direction: Direction
    /// The browser's end, whichever way the datagram goes.
    package let browser: SocketAddress
    package var bytes: [UInt8]

    package init(_ direction: Direction, browser: SocketAddress, bytes: [UInt8]) {
        self.direction = direction
        self.browser = browser
        self.bytes = bytes
    }
}

/// A network in memory: datagrams go in with a time, come out later, or never.
///
/// Everything random comes from `seed`, so a failing run is repeated by its seed.
package struct SimulatedNetwork {
    /// One direction between the server and every browser.
    package struct Link: Sendable {
        package var delay: Duration
        /// Up to this much is added to the delay of each datagram: they overtake each other.
        package var jitter: Duration
        /// Chance that a datagram is lost, 0...1.
        package var loss: Double

        package init(
            delay: Duration = .milliseconds(20), jitter: Duration = .zero, loss: Double = 0
        ) {
            self.delay = delay
            self.jitter = jitter
            self.loss = loss
        }
    }

    package var toServer: Link
    package var toBrowsers: Link
    /// Browsers' addresses that nothing reaches or leaves.
    package var cut: Set<SocketAddress> = []
    /// Browsers' addresses that are reached over a link of their own, instead of ``toBrowsers``.
    package var links: [SocketAddress: SimulatedLink] = [:]
    private var random: SplitMix64
    /// By due time, then in order of sending.
    private var inFlight: [(due: MonotonicTime, datagram: SimulatedDatagram)] = []

    package init(toServer: Link = Link(), toBrowsers: Link = Link(), seed: UInt64) {
        self.toServer = toServer
        self.toBrowsers = toBrowsers
        random = SplitMix64(seed: seed)
    }

    /// When the next datagram arrives; `nil` when the network is empty.
    package var nextDeadline: MonotonicTime? { inFlight.first?.due }

    package mutating func send(_ datagram: SimulatedDatagram, now: MonotonicTime) {
        let link = datagram.direction == .toServer ? toServer : toBrowsers
        guard !cut.contains(datagram.browser) else { return }
        if datagram.direction == .toBrowser, links[datagram.browser] != nil {
            // Headers of IPv4 and UDP share the link.
            if case .arrives(let due, _)? = links[datagram.browser]?.send(
                datagram.bytes.count + 28, at: now)
            {
                insert(datagram, due: due)
            }
            return
        }
        guard Double.random(in: 0..<1, using: &random) >= link.loss else { return }
        let extra = Int64.random(in: 0...max(link.jitter.nanoseconds, 0), using: &random)
        insert(datagram, due: now + link.delay + .nanoseconds(extra))
    }

    private mutating func insert(_ datagram: SimulatedDatagram, due: MonotonicTime) {
        var place = inFlight.count
        while place > 0, inFlight[place - 1].due > due { place -= 1 }
        inFlight.insert((due, datagram), at: place)
    }

    /// Takes what has arrived, in order of arrival.
    package mutating func arrivals(now: MonotonicTime) -> [SimulatedDatagram] {
        let arrived = inFlight.prefix { $0.due <= now }
        inFlight.removeFirst(arrived.count)
        return arrived.map(\.datagram).filter { !cut.contains($0.browser) }
    }
}
