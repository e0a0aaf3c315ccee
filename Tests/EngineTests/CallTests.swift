import Logging
import SFU
import Testing
import Wire

@testable import Engine

/// A whole call over loopback: two browsers' worth of ICE, DTLS and SRTP, and a recording.
@Suite struct CallTests {
    static let room = RoomID(rawValue: "room")
    static let doctor = EndpointID(rawValue: "doctor")
    static let patient = EndpointID(rawValue: "patient")

    @Test func `sound goes from one to the other, and into a file once agreed`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = MediaConfiguration.loopback()
        configuration.recordingsDirectory = directory.path
        let engine = try MediaEngine.start(configuration, logger: .quiet)
        var events = try await engine.openRoom(Self.room).makeAsyncIterator()
        for endpoint in [Self.doctor, Self.patient] {
            #expect(
                await engine.perform(.addEndpoint(endpoint, Self.room, isAdmitted: true)) == .done)
        }

        let publisher = try await Self.publish(engine, over: SocketWire(to: engine.port))
        let subscriber = try await Self.subscribe(
            engine, over: SocketWire(to: engine.port), &events)
        let recording = RecordingID(rawValue: "one")
        engine.setKey(RecordedSound.key, of: recording)
        #expect(await engine.perform(.startRecording(recording, Self.room)) == .done)
        let before = try await Self.exchange(0..<20, from: publisher, to: subscriber, engine)
        #expect(await engine.perform(.grantRecording(Self.doctor, Self.room)) == .done)
        let after = try await Self.exchange(20..<100, from: publisher, to: subscriber, engine)
        let counters = await engine.counters()
        #expect(await engine.perform(.stopRecording(Self.room)) == .done)
        await engine.shutdown()

        #expect(before == (0..<20).map { Self.payload($0) })
        #expect(after == (20..<100).map { Self.payload($0) })
        #expect(counters.shards[0].forwarding.handshakesCompleted == 2)
        #expect(counters.shards[0].forwarding.packetsRecorded == 80)
        #expect(counters.shards[0].forwarding.packetsWithoutConsent == 20)
        #expect(directory.files == ["one/doctor.webm.enc"])
        var recordingEvents: [RecordingEvent] = []
        for await event in engine.recordingEvents { recordingEvents.append(event) }
        #expect(recordingEvents.last == .finished(recording, Self.room))
        #expect(recordingEvents.count == 3)
    }

    /// Not one byte in common with another packet's, and plausible Opus.
    static func payload(_ number: Int) -> [UInt8] {
        [0xfc] + [UInt8](repeating: UInt8(number), count: 80)
    }

    static func publish(
        _ engine: MediaEngine, over wire: any TestWire
    ) async throws -> NativeBrowser {
        let browser = try NativeBrowser(over: wire)
        let offer = browser.description(mid: "0", direction: "sendonly", setup: "actpass")
        let reply = await engine.perform(
            .publish(doctor, room, offer: offer, sources: ["0": .microphone]))
        guard case .answer(let answer) = reply else {
            throw Missed(what: "\(reply)")
        }
        try await browser.connect(to: answer)
        return browser
    }

    static func subscribe(
        _ engine: MediaEngine, over wire: any TestWire,
        _ events: inout AsyncStream<MediaEvent>.AsyncIterator
    ) async throws -> NativeBrowser {
        while let event = await events.next() {
            guard case .subscribeOffer(patient, let sdp, let tracks) = event.kind else { continue }
            #expect(tracks.map(\.source) == [.microphone])
            let browser = try NativeBrowser(over: wire)
            let answer = browser.description(
                mid: tracks[0].mid, direction: "recvonly", setup: "active")
            let reply = await engine.perform(.subscribeAnswer(patient, room, answer: answer))
            #expect(reply == .done)
            try await browser.connect(to: sdp)
            return browser
        }
        throw Missed(what: "no subscribe offer")
    }

    /// Sends packets in small bursts, and waits until as many have come out.
    static func exchange(
        _ numbers: Range<Int>, from publisher: NativeBrowser, to subscriber: NativeBrowser,
        _ engine: MediaEngine
    ) async throws -> [[UInt8]] {
        var received: [[UInt8]] = []
        for number in numbers {
            try publisher.sendSound(UInt16(number), payload: payload(number))
            let expected = number - numbers.lowerBound + 1
            try await eventually("packet \(number)") {
                received += try subscriber.receiveSound()
                return received.count >= expected ? true : nil
            }
        }
        return received
    }
}
