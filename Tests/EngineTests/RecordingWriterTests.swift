import Logging
import SFU
import Testing
import Wire

@testable import Engine

/// From recorded bursts to files on a disk.
@Suite struct RecordingWriterTests {
    static let one = PublicationID(rawValue: 1)
    static let two = PublicationID(rawValue: 2)

    @Test func `a microphone becomes a file that only its owner can read`() async throws {
        let directory = try TemporaryDirectory()
        let writer = RecordingWriter(directory: directory.path, logger: .quiet)
        writer.setKey(RecordedSound.key, of: RecordedSound.recording)
        var sound = RecordedSound()

        let now = MonotonicClock.now()
        writer.receive(RecordedSound.start([RecordedSound.publication(1)])) { _, _ in }
        writer.receive(sound.packets(100, of: Self.one, from: now)) { _, _ in }
        writer.receive(RecordedSound.stop) { _, _ in }
        let events = await Self.everything(of: writer)

        #expect(directory.files == ["recording/one.webm.enc"])
        #expect(try directory.permissions("recording/one.webm.enc") == 0o600)
        #expect(try directory.permissions("recording") == 0o700)
        let contents = try directory.decrypted("recording/one.webm")
        #expect(contents.prefix(4) == [0x1a, 0x45, 0xdf, 0xa3])
        guard case .opened(let opened) = events.first,
            case .closed(let closed) = events.dropFirst().first
        else { return #expect(Bool(false), "\(events)") }
        #expect(opened.path == "recording/one.webm")
        #expect(closed.byteCount == contents.count)
        #expect(closed.duration == .seconds(2))
        #expect(closed.endpoint == EndpointID(rawValue: "one"))
        #expect(!closed.isScreen)
        #expect(events.last == .finished(RecordedSound.recording, RecordedSound.room))
        #expect(events.count == 3)
    }

    @Test func `a file with H.264 to come has one name from its first byte on`() async throws {
        let directory = try TemporaryDirectory()
        let writer = RecordingWriter(directory: directory.path, logger: .quiet)
        writer.setKey(RecordedSound.key, of: RecordedSound.recording)
        var sound = RecordedSound()

        writer.receive(
            RecordedSound.start([
                RecordedSound.publication(1),
                RecordedSound.publication(2, source: .camera, codec: "H264"),
            ])
        ) { _, _ in }
        writer.receive(sound.packets(100, of: Self.one, from: MonotonicClock.now())) { _, _ in }
        let events = await Self.everything(of: writer)

        #expect(directory.files == ["recording/one.mkv.enc"])
        let paths = events.compactMap { event in
            switch event {
            case .opened(let file), .closed(let file): file.path
            default: nil
            }
        }
        #expect(paths == ["recording/one.mkv", "recording/one.mkv"])
    }

    @Test func `each endpoint has its file, and a screen one of its own`() async throws {
        let directory = try TemporaryDirectory()
        let writer = RecordingWriter(directory: directory.path, logger: .quiet)
        writer.setKey(RecordedSound.key, of: RecordedSound.recording)
        let publications = [
            RecordedSound.publication(1), RecordedSound.publication(2, source: .screen),
            RecordedSound.publication(3, endpoint: "../two"),
        ]
        let now = MonotonicClock.now()

        writer.receive(RecordedSound.start(publications)) { _, _ in }
        for publication in publications {
            var sound = RecordedSound()
            writer.receive(sound.packets(50, of: publication.id, from: now)) { _, _ in }
        }
        let events = await Self.everything(of: writer)

        #expect(
            directory.files == [
                "recording/one.webm.enc", "recording/one-screen.webm.enc",
                "recording/=2e=2e=2ftwo.webm.enc",
            ])
        #expect(events.count == 7)
    }

    @Test func `a disk that refuses is told, and costs the recording alone`() async throws {
        let directory = try TemporaryDirectory()
        directory.obstruct("recording")
        let writer = RecordingWriter(directory: directory.path, logger: .quiet)
        writer.setKey(RecordedSound.key, of: RecordedSound.recording)
        var sound = RecordedSound()

        writer.receive(RecordedSound.start([RecordedSound.publication(1)])) { _, _ in }
        writer.receive(sound.packets(100, of: Self.one, from: MonotonicClock.now())) { _, _ in }
        writer.receive(RecordedSound.stop) { _, _ in }
        let events = await Self.everything(of: writer)

        guard case .failed(_, code: let code) = events.first
        else { return #expect(Bool(false), "\(events)") }
        #expect(code != 0)
        #expect(events.last == .finished(RecordedSound.recording, RecordedSound.room))
        #expect(await writer.readCounters().filesFailed == 1)
    }

    @Test func `what is too much is a gap, but a stop is never lost`() async throws {
        let directory = try TemporaryDirectory()
        let writer = RecordingWriter(directory: directory.path, logger: .quiet)
        writer.setKey(RecordedSound.key, of: RecordedSound.recording)
        var sound = RecordedSound()

        writer.receive(RecordedSound.start([RecordedSound.publication(1)])) { _, _ in }
        var burst = sound.packets(10, of: Self.one, from: MonotonicClock.now())
        burst.bytes += [UInt8](repeating: 0, count: RecordingWriter.bytesLimit)
        burst.items += RecordedSound.stop.items
        writer.receive(burst) { _, _ in }
        let events = await Self.everything(of: writer)

        #expect(events == [.finished(RecordedSound.recording, RecordedSound.room)])
        let counters = await writer.readCounters()
        #expect(counters.packetsDropped == 10)
        #expect(counters.gaps == 1)
        #expect(counters.bytesWaiting == 0)
    }

    @Test func `packets of no recording are passed over`() async throws {
        let directory = try TemporaryDirectory()
        let writer = RecordingWriter(directory: directory.path, logger: .quiet)
        writer.setKey(RecordedSound.key, of: RecordedSound.recording)
        var sound = RecordedSound()

        writer.receive(sound.packets(10, of: Self.one, from: MonotonicClock.now())) { _, _ in }
        writer.receive(RecordedSound.start([])) { _, _ in }
        writer.receive(sound.packets(10, of: Self.two, from: MonotonicClock.now())) { _, _ in }
        var wild = RecordedBurst()
        wild.items = [
            .packet(
                RecordedSound.recording, Self.one, bytes: 0..<100, arrivedAt: MonotonicClock.now())
        ]
        writer.receive(wild) { _, _ in }
        _ = await Self.everything(of: writer)

        #expect(directory.files.isEmpty)
    }

    private static func everything(of writer: RecordingWriter) async -> [RecordingEvent] {
        await writer.shutdown()
        var events: [RecordingEvent] = []
        for await event in writer.events { events.append(event) }
        return events
    }
}
