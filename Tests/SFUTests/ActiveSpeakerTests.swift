import RTP
import SFU
import Testing
import Wire

@Suite struct ActiveSpeakerTests {
    @Test func `whoever speaks into silence is the speaker`() {
        var room = Conversation()
        room.run(["a": 80, "b": 80], for: 1_000)
        #expect(room.speaker.current == nil && room.changes == 0)
        room.run(["a": 25, "b": 80], for: 1_000)
        #expect(room.speaker.current == "a" && room.changes == 1)
    }

    @Test func `a cough does not take over, a lasting louder voice does`() {
        var room = Conversation()
        room.run(["a": 35, "b": 80], for: 1_000)
        room.run(["a": 35, "b": 10], for: 200)
        room.run(["a": 35, "b": 80], for: 1_000)
        #expect(room.speaker.current == "a" && room.changes == 1)
        room.run(["a": 35, "b": 20], for: 1_000)
        #expect(room.speaker.current == "b" && room.changes == 2)
    }

    @Test func `a voice hardly louder does not take over`() {
        var room = Conversation()
        room.run(["a": 30, "b": 80], for: 1_000)
        room.run(["a": 30, "b": 27], for: 5_000)
        #expect(room.speaker.current == "a" && room.changes == 1)
    }

    @Test func `a pause keeps the speaker, a long silence does not`() {
        var room = Conversation()
        room.run(["a": 30], for: 1_000)
        room.run(["a": 90], for: 1_500)
        #expect(room.speaker.current == "a")
        room.run(["a": 90], for: 1_500)
        #expect(room.speaker.current == nil && room.changes == 2)
    }

    @Test func `a muted speaker, whose packets stop, ends too`() {
        var room = Conversation()
        room.run(["a": 30], for: 1_000)
        room.run([:], for: 3_000)
        #expect(room.speaker.current == nil)
    }

    @Test func `who leaves speaks no more`() {
        var room = Conversation()
        room.run(["a": 30], for: 1_000)
        room.speaker.forget("a")
        #expect(room.speaker.current == nil)
        room.run([:], for: 100)
        #expect(room.speaker.current == nil)
    }

    @Test func `voices beyond the limit are not remembered`() {
        var speaker = ActiveSpeaker<Int>()
        for time in 0..<50 {
            for id in 0...ActiveSpeaker<Int>.voiceLimit {
                let level: UInt8 = id == ActiveSpeaker<Int>.voiceLimit ? 0 : 120
                speaker.heard(
                    .init(level: level, isVoice: true), of: id, at: at(Int64(time) * 20))
            }
        }
        _ = speaker.update(at: at(1_000))
        #expect(speaker.current == nil)
    }
}

private func at(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
}

/// Packets every 20 ms from everybody, a judgement every 100 ms.
private struct Conversation {
    var speaker = ActiveSpeaker<String>()
    var changes = 0
    private var time: Int64 = 0

    /// - Parameter levels: -dBov of each voice.
    mutating func run(_ levels: [String: UInt8], for milliseconds: Int64) {
        let end = time + milliseconds
        while time < end {
            for (id, level) in levels {
                speaker.heard(.init(level: level, isVoice: true), of: id, at: at(time))
            }
            if time % 100 == 0, speaker.update(at: at(time)) { changes += 1 }
            time += 20
        }
    }
}
