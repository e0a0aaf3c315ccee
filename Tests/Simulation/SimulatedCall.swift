import DTLSSRTP
import SFU
import Wire

/// A room of a ``ForwardingPlane``, its browsers and the network between, in virtual time.
///
/// Time goes in steps of a millisecond, from one thing to do to the next. Signalling takes no
/// time. What the plane draws at random (SSRCs, names) the seed does not repeat.
package final class SimulatedCall {
    package let plane: ForwardingPlane
    package let room = RoomID(rawValue: "room")
    package var network: SimulatedNetwork
    package private(set) var now = MonotonicTime(nanoseconds: 10_000_000_000)
    package private(set) var browsers: [SimulatedBrowser] = []
    package private(set) var events: [MediaEvent] = []
    package private(set) var recorded: [RecordedBurst] = []
    /// Datagrams that the plane has sent, by where to, since ``clearSent()``.
    package private(set) var sentTo: [SocketAddress: Int] = [:]
    package let configuration: SFUConfiguration
    package var random: SplitMix64
    private let slab = CollectingSlab()
    /// Replaced by others of the same name, and still reached by what is under way.
    private var gone: [SimulatedBrowser] = []

    /// NTP time of the simulation's zero, in nanoseconds since 1900.
    package static let ntpOffset: Int64 = 3_900_000_000 * 1_000_000_000

    /// - Throws: where OpenSSL has no memory.
    package init(seed: UInt64, network: SimulatedNetwork? = nil) throws(DTLSError) {
        random = SplitMix64(seed: seed)
        self.network = network ?? SimulatedNetwork(seed: seed)
        var configuration = SFUConfiguration(
            candidates: [SocketAddress(ipv4: 0xcb00_7101, port: 3_478)],
            ntpOffsetNanoseconds: Self.ntpOffset)
        configuration.followsBandwidth = true
        self.configuration = configuration
        plane = ForwardingPlane(
            configuration: configuration, certificate: try DTLSCertificate.generate(), slab: slab)
        _ = plane.perform(.openRoom(room), now: now)
    }

    // MARK: Who is there

    /// A browser comes in; it sends what ``publish(_:_:)`` then says.
    package func join(isAdmitted: Bool = true) throws(DTLSError) -> SimulatedBrowser {
        let number = browsers.count + 1
        let browser = try SimulatedBrowser(
            id: EndpointID(rawValue: "endpoint-\(number)"), number: number,
            certificate: try DTLSCertificate.generate(), random: &random)
        browsers.append(browser)
        perform(.addEndpoint(browser.id, room, isAdmitted: isAdmitted))
        return browser
    }

    /// The browser's page was loaded again: other connections under the same name.
    package func rejoin(_ former: SimulatedBrowser) throws(DTLSError) -> SimulatedBrowser {
        leave(former)
        gone.append(former)
        browsers.removeAll { $0 === former }
        let browser = try SimulatedBrowser(
            id: former.id, number: 100 + gone.count,
            certificate: try DTLSCertificate.generate(), random: &random)
        browsers.append(browser)
        perform(.addEndpoint(browser.id, room, isAdmitted: true))
        return browser
    }

    /// A layer of simulcast.
    package typealias Layer = (rid: String, width: UInt16, height: UInt16)

    /// A browser with a microphone and a camera comes in.
    package func joinWithCamera(
        isAdmitted: Bool = true, layers: [Layer] = []
    ) throws(DTLSError) -> SimulatedBrowser {
        let browser = try join(isAdmitted: isAdmitted)
        addCamera(to: browser, layers: layers)
        publish(browser)
        return browser
    }

    /// Adds a microphone and a camera to the browser's next offer.
    package func addCamera(to browser: SimulatedBrowser, layers: [Layer] = []) {
        let sound = SentStream(.opus, mid: "0", random: &random)
        var pictures = layers.map { layer in
            SentStream(
                .vp8(width: layer.width, height: layer.height), mid: "1", rid: layer.rid,
                random: &random)
        }
        if pictures.isEmpty {
            pictures = [SentStream(.vp8(width: 640, height: 360), mid: "1", random: &random)]
        }
        browser.publisher.offer.sections = [
            .init(mid: "0", streams: [sound]), .init(mid: "1", streams: pictures),
        ]
    }

    /// Adds a screen to the browser's next offer, in a section of its own or in one that ended.
    package func addScreen(to browser: SimulatedBrowser, mid: String) {
        let screen = SentStream(.vp8(width: 1_920, height: 1_080), mid: mid, random: &random)
        let section = BrowserOffer.Section(mid: mid, streams: [screen])
        if let index = browser.publisher.offer.sections.firstIndex(where: { $0.mid == mid }) {
            browser.publisher.offer.sections[index] = section
        } else {
            browser.publisher.offer.sections.append(section)
        }
    }

    /// Sends the browser's next offer and takes the answer.
    @discardableResult
    package func publish(
        _ browser: SimulatedBrowser, sources: [String: MediaSource] = [:]
    ) -> MediaReply {
        let reply = perform(
            .publish(
                browser.id, room, offer: browser.publisher.makeOffer(), sources: sources))
        if case .answer(let text) = reply { browser.publisher.receiveAnswer(text, now: now) }
        return reply
    }

    /// The browser's page is closed.
    package func leave(_ browser: SimulatedBrowser) {
        perform(.removeEndpoint(browser.id, room))
        browser.publisher.isSending = false
        browser.transports.forEach { $0.isMute = true }
    }

    @discardableResult
    package func perform(_ command: MediaCommand) -> MediaReply {
        let reply = plane.perform(command, now: now)
        collect()
        return reply
    }

    // MARK: Time

    /// Lets `duration` pass.
    package func run(for duration: Duration) {
        let end = now + duration
        while now < end { step(until: end) }
    }

    /// Lets time pass until `condition` holds, at most `limit`.
    ///
    /// - Returns: whether it holds.
    @discardableResult
    package func run(atMost limit: Duration = .seconds(5), until condition: () -> Bool) -> Bool {
        let end = now + limit
        while !condition() {
            guard now < end else { return false }
            step(until: end)
        }
        return true
    }

    private func step(until end: MonotonicTime) {
        let deadlines = [network.nextDeadline, plane.nextDeadline] + browsers.map(\.nextDeadline)
        let next = deadlines.compactMap(\.self).min() ?? end
        let millisecond = (max(next, now).nanoseconds + 999_999) / 1_000_000 * 1_000_000
        now = min(max(MonotonicTime(nanoseconds: millisecond), now + .milliseconds(1)), end)

        var burst: [[UInt8]] = []
        var paths: [NetworkPath] = []
        for datagram in network.arrivals(now: now) {
            switch datagram.direction {
            case .toServer:
                burst.append(datagram.bytes)
                paths.append(NetworkPath(remote: datagram.browser))
            case .toBrowser: (browsers + gone).forEach { $0.receive(datagram, now: now) }
            }
        }
        deliver(burst, from: paths)
        if let deadline = plane.nextDeadline, deadline <= now { plane.advance(to: now) }
        collect()
        for browser in browsers {
            browser.advance(to: now)
            for transport in browser.transports {
                for datagram in transport.takeOutgoing() { network.send(datagram, now: now) }
            }
        }
    }

    /// Gives the plane one burst, whose memory is gone afterwards.
    package func deliver(_ burst: [[UInt8]], from paths: [NetworkPath]) {
        let memory = burst.map { bytes in
            let buffer = UnsafeMutableRawBufferPointer.allocate(
                byteCount: bytes.count, alignment: 8)
            buffer.copyBytes(from: bytes)
            return buffer
        }
        for (datagram, path) in zip(memory, paths) {
            plane.receive(datagram, from: path, now: now)
        }
        plane.endBurst(now: now)
        for buffer in memory {
            buffer.initializeMemory(as: UInt8.self, repeating: 0xee)
            buffer.deallocate()
        }
    }

    // MARK: What comes out

    package func clearSent() { sentTo = [:] }

    /// Throws away what the plane has sent and told.
    package func discardSent() {
        slab.discard()
        _ = plane.takeEvents()
        _ = plane.takeRecorded()
    }

    private func collect() {
        slab.flush()
        for datagram in slab.takeSent() {
            sentTo[datagram.browser, default: 0] += 1
            network.send(datagram, now: now)
        }
        if let burst = plane.takeRecorded() { recorded.append(burst) }
        for event in plane.takeEvents() {
            events.append(event)
            switch event.kind {
            case .subscribeOffer(let id, let sdp, let tracks):
                guard let browser = browser(id) else { continue }
                browser.offers.append(sdp)
                browser.tracks = tracks
                if browser.answersOffers { answer(browser) }
            case .connection(let id, let state): browser(id)?.states.append(state)
            case .activeSpeaker, .quality, .publicationActive: break
            }
        }
    }

    private func browser(_ id: EndpointID) -> SimulatedBrowser? {
        browsers.first { $0.id == id }
    }

    /// The browser answers the oldest offer that waits.
    @discardableResult
    package func answer(_ browser: SimulatedBrowser) -> MediaReply {
        guard !browser.offers.isEmpty else { return .done }
        let text = browser.subscriber.answer(browser.offers.removeFirst(), now: now)
        return perform(.subscribeAnswer(browser.id, room, answer: text))
    }
}
