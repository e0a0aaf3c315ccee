import SFU
import Simulation
import Testing
import Wire

/// What each subscriber receives follows what its own path carries.
@Suite struct AdaptationTests {
    private static let layers: [SimulatedCall.Layer] = [
        ("h", 1280, 720), ("m", 640, 360), ("l", 320, 180),
    ]

    /// A camera in three layers of about 1.7 Mbit/s, 500 and 150 kbit/s.
    private static func publish(
        in call: SimulatedCall, temporalLayers: Bool = false
    ) throws -> SimulatedBrowser {
        let browser = try call.joinWithCamera(layers: layers)
        let shapes = [(7, 28, 1_000), (2, 8, 1_000), (1, 4, 600)]
        for (stream, shape) in zip(browser.publisher.streams.filter(\.isVideo), shapes) {
            stream.encoder.deltaPackets = shape.0
            stream.encoder.keyframePackets = shape.1
            stream.encoder.packetLength = shape.2
            stream.encoder.hasTemporalLayers = temporalLayers
        }
        return browser
    }

    private static func subscribe(
        in call: SimulatedCall, bitrate: Double?, seed: UInt64
    ) throws -> SimulatedBrowser {
        let browser = try call.join()
        browser.subscriber.tellsArrivals = true
        setLink(of: browser, in: call, bitrate: bitrate, seed: seed)
        return browser
    }

    private static func setLink(
        of browser: SimulatedBrowser, in call: SimulatedCall, bitrate: Double?, seed: UInt64
    ) {
        var shape = SimulatedLink.Shape(bitrate: bitrate)
        shape.queueBytes = 20_000
        call.network.links[browser.subscriber.transport.address] = SimulatedLink(
            shape, seed: seed)
    }

    /// The index of the layer that the last whole frame came from; `nil` where none has come for
    /// a second.
    private static func shown(
        by subscriber: SimulatedBrowser, of publisher: SimulatedBrowser, in call: SimulatedCall
    ) throws -> Int? {
        let stream = try #require(subscriber.stream(of: publisher, .camera))
        guard let last = stream.packets.last(where: { !$0.isRepair }),
            call.now - last.arrivedAt < .seconds(1)
        else { return nil }
        let sent = publisher.publisher.streams.filter(\.isVideo)
        return sent.firstIndex { $0.ssrc == last.trace?.source }
    }

    /// Packets of sound that never came, and the longest time between two that did.
    private static func sound(
        of publisher: SimulatedBrowser, at subscriber: SimulatedBrowser,
        since start: MonotonicTime
    ) throws -> (missing: Int, longestGap: Duration) {
        let stream = try #require(subscriber.stream(of: publisher, .microphone))
        let packets = stream.packets.filter { $0.arrivedAt >= start }
        let gaps = zip(packets, packets.dropFirst()).map { $1.arrivedAt - $0.arrivedAt }
        let first = packets.first?.number ?? 0
        return (stream.missing.filter { $0 > first }.count, gaps.max() ?? .zero)
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `each subscriber gets its own best`(seed: UInt64) throws {
        let call = try SimulatedCall(seed: seed)
        let publisher = try Self.publish(in: call)
        let wide = try Self.subscribe(in: call, bitrate: 3e6, seed: seed)
        let middling = try Self.subscribe(in: call, bitrate: 1e6, seed: seed + 1)
        let narrow = try Self.subscribe(in: call, bitrate: 0.3e6, seed: seed + 2)

        call.run(for: .seconds(8))

        let settled = call.now
        for _ in 0..<5 {
            call.run(for: .seconds(1))
            #expect(try Self.shown(by: wide, of: publisher, in: call) == 0)
            #expect(try Self.shown(by: middling, of: publisher, in: call) == 1)
            #expect(try Self.shown(by: narrow, of: publisher, in: call) == 2)
        }
        for subscriber in [wide, middling, narrow] {
            let sound = try Self.sound(of: publisher, at: subscriber, since: settled)
            #expect(sound.missing == 0 && sound.longestGap < .milliseconds(150))
        }
    }

    @Test func `the first large picture comes within three seconds`() throws {
        let call = try SimulatedCall(seed: 11)
        let publisher = try Self.publish(in: call)
        let doctor = try Self.subscribe(in: call, bitrate: 5e6, seed: 11)

        let start = call.now
        call.run(atMost: .seconds(6)) {
            (try? Self.shown(by: doctor, of: publisher, in: call)) == 0
        }
        #expect(call.now - start < .seconds(3))
    }

    @Test(arguments: [false, true])
    func `a link that narrows and widens again is followed`(temporalLayers: Bool) throws {
        let call = try SimulatedCall(seed: 21)
        let publisher = try Self.publish(in: call, temporalLayers: temporalLayers)
        let doctor = try Self.subscribe(in: call, bitrate: 2.5e6, seed: 21)
        call.run(for: .seconds(6))
        #expect(try Self.shown(by: doctor, of: publisher, in: call) == 0)

        for (bitrate, layer) in [(1e6, 1), (0.3e6, 2), (2.5e6, 0)] {
            Self.setLink(of: doctor, in: call, bitrate: bitrate, seed: 22)
            let start = call.now
            call.run(atMost: .seconds(12)) {
                (try? Self.shown(by: doctor, of: publisher, in: call)) == layer
            }
            #expect(call.now - start < (layer == 0 ? .seconds(10) : .milliseconds(1_500)))
            call.run(for: .seconds(5))
            #expect(try Self.shown(by: doctor, of: publisher, in: call) == layer)
        }
        // What the link's own queue had no room for, at the first instants of each step.
        let sound = try Self.sound(of: publisher, at: doctor, since: .init(nanoseconds: 0))
        #expect(sound.missing < 10 && sound.longestGap < .milliseconds(200))
    }

    @Test func `where only sound fits, sound is whole, and the picture comes back`() throws {
        let call = try SimulatedCall(seed: 31)
        let publisher = try Self.publish(in: call)
        let doctor = try Self.subscribe(in: call, bitrate: 2.5e6, seed: 31)
        call.run(for: .seconds(5))

        Self.setLink(of: doctor, in: call, bitrate: 0.1e6, seed: 32)
        call.run(for: .seconds(10))
        #expect(try Self.shown(by: doctor, of: publisher, in: call) == nil)
        let narrow = call.now
        call.run(for: .seconds(5))
        let sound = try Self.sound(of: publisher, at: doctor, since: narrow)
        #expect(sound.missing == 0 && sound.longestGap < .milliseconds(300))

        Self.setLink(of: doctor, in: call, bitrate: 2.5e6, seed: 33)
        call.run(atMost: .seconds(15)) {
            (try? Self.shown(by: doctor, of: publisher, in: call)) == 0
        }
        #expect(try Self.shown(by: doctor, of: publisher, in: call) == 0)
    }

    @Test func `a picture that is shown small comes small`() throws {
        let call = try SimulatedCall(seed: 51)
        let publisher = try Self.publish(in: call)
        let doctor = try Self.subscribe(in: call, bitrate: nil, seed: 51)
        for (width, height, layer) in [(640, 360, 1), (0, 0, 2), (641, 360, 0)] {
            call.perform(
                .limitPictures(
                    doctor.id, call.room,
                    [.init(publisher: publisher.id, source: .camera, pixelCount: width * height)]))
            call.run(for: .seconds(8))
            #expect(try Self.shown(by: doctor, of: publisher, in: call) == layer)
        }
    }

    @Test func `who tells no arrivals gets the best layer`() throws {
        let call = try SimulatedCall(seed: 41)
        let publisher = try Self.publish(in: call)
        let doctor = try call.join()
        call.run(for: .seconds(4))
        #expect(try Self.shown(by: doctor, of: publisher, in: call) == 0)
    }
}
