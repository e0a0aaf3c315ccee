import RTP
import Wire

/// Who speaks in a room, from the loudness that senders write into their packets (RFC 6464);
/// nothing is decoded.
///
///     nobody ──louder than silence──▶ speaker ──2 s of silence──▶ nobody
///                                        └─ another 6 dB louder for 400 ms ─▶ the other
package struct ActiveSpeaker<ID: Hashable & Sendable>: Sendable {
    /// Voices told apart; a room has no more endpoints.
    package static var voiceLimit: Int { 64 }
    /// -45 dBov: louder is speech, softer is the room.
    static var speechLoudness: Double { 82 }
    /// How much louder another must be to take over, in dB.
    static var margin: Double { 6 }
    static var takeoverDelay: Duration { .milliseconds(400) }
    static var silenceLimit: Duration { .seconds(2) }
    /// Without a packet for this long a voice is silent: muted, or its encoder sends nothing.
    static var packetPatience: Duration { .milliseconds(300) }
    /// Time constant of the smoothing, in seconds.
    static var smoothing: Double { 0.2 }

    private struct Voice {
        let id: ID
        /// 0 (silence) ... 127, smoothed.
        var loudness: Double
        var heardAt: MonotonicTime
    }

    /// Who speaks; changes in ``update(at:)`` and ``forget(_:)`` only.
    package private(set) var current: ID?
    private var voices: [Voice] = []
    private var spokeAt: MonotonicTime?
    private var challenger: (id: ID, since: MonotonicTime)?

    package init() {}

    /// Notes the loudness of one packet.
    package mutating func heard(_ level: AudioLevel, of id: ID, at now: MonotonicTime) {
        let loudness = Double(127 - Int(min(level.level, 127)))
        guard let index = voices.firstIndex(where: { $0.id == id }) else {
            guard voices.count < Self.voiceLimit else { return }
            voices.append(Voice(id: id, loudness: 0, heardAt: now))
            return
        }
        let elapsed = Double(max((now - voices[index].heardAt).nanoseconds, 0)) / 1e9
        let share = elapsed / (Self.smoothing + elapsed)
        voices[index].loudness += (loudness - voices[index].loudness) * share
        voices[index].heardAt = now
    }

    /// A voice is gone.
    package mutating func forget(_ id: ID) {
        voices.removeAll { $0.id == id }
        if current == id { current = nil }
        if challenger?.id == id { challenger = nil }
    }

    /// Judges anew; ask a few times a second.
    ///
    /// - Returns: whether ``current`` has changed.
    package mutating func update(at now: MonotonicTime) -> Bool {
        let before = current
        let ownLoudness = current.map { loudness(of: $0, at: now) } ?? 0
        if ownLoudness >= Self.speechLoudness { spokeAt = now }

        let loudest = voices.max { loudness(of: $0, at: now) < loudness(of: $1, at: now) }
        if let loudest, loudest.id != current,
            loudness(of: loudest, at: now) >= max(Self.speechLoudness, ownLoudness + Self.margin)
        {
            consider(loudest.id, at: now)
        } else {
            challenger = nil
        }
        if current != nil, current == before, let spokeAt, now - spokeAt >= Self.silenceLimit {
            current = nil
        }
        return current != before
    }

    /// A louder voice speaks at once where nobody does, else after a while.
    private mutating func consider(_ id: ID, at now: MonotonicTime) {
        if challenger?.id != id { challenger = (id, now) }
        guard current == nil || challenger.map({ now - $0.since >= Self.takeoverDelay }) ?? false
        else { return }
        current = id
        spokeAt = now
        challenger = nil
    }

    private func loudness(of id: ID, at now: MonotonicTime) -> Double {
        voices.first { $0.id == id }.map { loudness(of: $0, at: now) } ?? 0
    }

    private func loudness(of voice: Voice, at now: MonotonicTime) -> Double {
        now - voice.heardAt > Self.packetPatience ? 0 : voice.loudness
    }
}
