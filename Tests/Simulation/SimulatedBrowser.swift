import DTLSSRTP
import SFU
import Wire

/// One browser in a call: a peer connection to send on and one to receive on.
package final class SimulatedBrowser {
    package let id: EndpointID
    package let publisher: SimulatedPublisher
    package let subscriber: SimulatedSubscriber
    /// Answers each offer as soon as it comes; otherwise ``offers`` wait.
    package var answersOffers = true
    /// Offers that came, oldest first.
    package var offers: [String] = []
    package internal(set) var tracks: [ForwardedTrack] = []
    /// Every state the owner was told of.
    package internal(set) var states: [ConnectionState] = []

    init(
        id: EndpointID, number: Int, certificate: DTLSCertificate, random: inout SplitMix64
    ) throws(DTLSError) {
        self.id = id
        let host = UInt32(0xc000_0200) + UInt32(number)  // 192.0.2.0/24
        publisher = SimulatedPublisher(
            try SimulatedTransport(
                address: SocketAddress(ipv4: host, port: 50_000), certificate: certificate),
            random: &random)
        subscriber = SimulatedSubscriber(
            try SimulatedTransport(
                address: SocketAddress(ipv4: host, port: 50_002), certificate: certificate),
            random: &random)
    }

    /// The streams it receives of another browser, by what they show.
    package func stream(
        of other: SimulatedBrowser, _ source: MediaSource
    ) -> ReceivedStream? {
        tracks.first { $0.publisher == other.id && $0.source == source }
            .flatMap { subscriber.streams[$0.mid] }
    }

    var transports: [SimulatedTransport] { [publisher.transport, subscriber.transport] }

    var nextDeadline: MonotonicTime? {
        [publisher.nextDeadline, subscriber.nextDeadline].compactMap(\.self).min()
    }

    func advance(to now: MonotonicTime) {
        publisher.advance(to: now)
        subscriber.advance(to: now)
    }

    func receive(_ datagram: SimulatedDatagram, now: MonotonicTime) {
        if datagram.browser == publisher.transport.address {
            publisher.receive(datagram.bytes, now: now)
        } else if datagram.browser == subscriber.transport.address {
            subscriber.receive(datagram.bytes, now: now)
        }
    }
}
