import SFU
import Synchronization
import Testing
import Wire

@testable import Engine

/// One recording's parts, against times of our choosing.
@Suite struct LiveRecordingTests {
    static let start = MonotonicTime(nanoseconds: 1_000_000_000)

    @Test func `a file with nobody publishing is closed after 30 s, and goes on in a part`() throws
    {
        let directory = try TemporaryDirectory()
        let recording = Self.recording(in: directory)
        var outcome = RecordingOutcome()
        var sound = RecordedSound()

        recording.begin(RecordedSound.publication(1), now: Self.start, outcome: &outcome)
        recording.receive(&sound, 1, from: Self.start, &outcome)
        recording.end(PublicationID(rawValue: 1), now: Self.start + .seconds(2))
        recording.advance(to: Self.start + .seconds(31), outcome: &outcome)
        #expect(outcome.closedPaths.isEmpty)
        #expect(recording.openFiles == 1)
        recording.advance(to: Self.start + .seconds(32), outcome: &outcome)
        #expect(outcome.closedPaths == ["recording/one.webm"])

        let later = Self.start + .seconds(60)
        recording.begin(RecordedSound.publication(2), now: later, outcome: &outcome)
        recording.receive(&sound, 2, from: later, &outcome)
        recording.finish(outcome: &outcome)
        #expect(outcome.closedPaths == ["recording/one.webm", "recording/one-2.webm"])
    }

    @Test func `a publication that follows another goes on in the file`() throws {
        let directory = try TemporaryDirectory()
        let recording = Self.recording(in: directory)
        var outcome = RecordingOutcome()
        var sound = RecordedSound()

        for number: UInt32 in 1...3 {
            let time = Self.start + .seconds(3 * Int(number))
            recording.begin(RecordedSound.publication(number), now: time, outcome: &outcome)
            recording.receive(&sound, number, from: time, &outcome)
            recording.end(PublicationID(rawValue: number), now: time + .seconds(1))
            recording.advance(to: time + .seconds(1), outcome: &outcome)
        }
        recording.finish(outcome: &outcome)

        #expect(outcome.closedPaths == ["recording/one.webm"])
        #expect(outcome.counters.packetsDropped == 0)
    }

    @Test func `a disk that works again after five seconds gets another part`() throws {
        let directory = try TemporaryDirectory()
        directory.obstruct("recording")
        let recording = Self.recording(in: directory)
        var outcome = RecordingOutcome()
        var sound = RecordedSound()

        recording.begin(RecordedSound.publication(1), now: Self.start, outcome: &outcome)
        recording.receive(&sound, 1, from: Self.start, &outcome)
        recording.advance(to: Self.start + .seconds(3), outcome: &outcome)
        #expect(outcome.counters.filesFailed == 1)
        try directory.remove("recording")
        recording.receive(&sound, 1, from: Self.start + .seconds(4), &outcome)
        #expect(outcome.counters.packetsDropped == 50)
        #expect(outcome.counters.gaps == 1)
        recording.receive(&sound, 1, from: Self.start + .seconds(9), &outcome)
        recording.finish(outcome: &outcome)

        #expect(outcome.closedPaths == ["recording/one-2.webm"])
        #expect(directory.files == ["recording/one-2.webm.enc"])
    }

    @Test func `a file of an earlier run is never written over`() throws {
        let directory = try TemporaryDirectory()
        for _ in 0..<2 {
            let recording = Self.recording(in: directory)
            var outcome = RecordingOutcome()
            var sound = RecordedSound()
            recording.begin(RecordedSound.publication(1), now: Self.start, outcome: &outcome)
            recording.receive(&sound, 1, from: Self.start, &outcome)
            recording.finish(outcome: &outcome)
        }

        #expect(directory.files == ["recording/one.webm.enc", "recording/one-2.webm.enc"])
    }

    @Test func `a picture without a key frame asks for one`() throws {
        let directory = try TemporaryDirectory()
        let wishes = Mutex<[PublicationID]>([])
        let recording = LiveRecording(
            RecordedSound.recording, room: RecordedSound.room, directory: directory.path,
            key: RecordedSound.key
        ) { publication, _ in wishes.withLock { $0.append(publication) } }
        var outcome = RecordingOutcome()
        let camera = RecordedSound.publication(9, source: .camera, codec: "VP8")
        // An interframe: bit 0 of the VP8 payload header is set (RFC 7741 §4.3).
        let packet: [UInt8] = [0x80, 0xe0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 1, 0x10, 0x01, 0, 0, 1, 2, 3]

        recording.begin(camera, now: Self.start, outcome: &outcome)
        recording.receive(
            packet.span.bytes, of: camera.id, arrivedAt: Self.start, outcome: &outcome)
        recording.advance(to: Self.start + .seconds(1), outcome: &outcome)

        #expect(wishes.withLock { $0.contains(camera.id) })
    }

    @Test(arguments: [
        ("abc-DEF_09", "abc-DEF_09"), ("..", "=2e=2e"), ("a/b", "a=2fb"), ("", "="),
        ("\u{0}=", "=00=3d"), ("ä", "=c3=a4"),
    ])
    func `an identifier never leads out of its folder`(identifier: String, component: String) {
        #expect(RecordingFolder.component(identifier) == component)
    }

    @Test func `a long identifier is still a name of a file`() {
        let component = RecordingFolder.component(String(repeating: "/", count: 5000))
        #expect(component.utf8.count <= 200)
    }

    private static func recording(in directory: TemporaryDirectory) -> LiveRecording {
        LiveRecording(
            RecordedSound.recording, room: RecordedSound.room, directory: directory.path,
            key: RecordedSound.key
        ) { _, _ in }
    }
}

extension LiveRecording {
    /// One second of sound.
    fileprivate func receive(
        _ sound: inout RecordedSound, _ publication: UInt32, from start: MonotonicTime,
        _ outcome: inout RecordingOutcome
    ) {
        let burst = sound.packets(50, of: PublicationID(rawValue: publication), from: start)
        for case .packet(_, let id, let range, let arrivedAt) in burst.items {
            receive(
                burst.bytes.span.bytes.extracting(range), of: id, arrivedAt: arrivedAt,
                outcome: &outcome)
        }
    }
}

extension RecordingOutcome {
    fileprivate var closedPaths: [String] {
        events.compactMap { event in
            if case .closed(let file) = event { file.path } else { nil }
        }
    }
}
