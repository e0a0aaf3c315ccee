import DTLSSRTP
import Wire

/// What one shard's rooms have produced and not handed over yet.
///
/// One for a ``ForwardingPlane``; everything below it writes here, in order, and nothing below it
/// calls upwards.
final class Outbox {
    let slab: SendSlab
    let configuration: SFUConfiguration
    var counters = ForwardingCounters()
    private(set) var events: [MediaEvent] = []
    /// Consented packets since the last hand-over.
    var recorded = RecordedBurst()
    /// Publications with packets that wait for the end of the burst.
    var waiting: [Publication] = []
    /// Of all rooms' publications.
    var overtaking = OvertakingPackets()
    private var lastPublicationNumber: UInt32 = 0

    /// Events that nobody fetched are bounded: beyond this, quality and speaker events are lost.
    static let eventLimit = 4_096

    init(slab: SendSlab, configuration: SFUConfiguration) {
        self.slab = slab
        self.configuration = configuration
        waiting.reserveCapacity(64)
    }

    func post(_ kind: MediaEvent.Kind, in room: RoomID) {
        if events.count >= Self.eventLimit {
            switch kind {
            case .quality, .activeSpeaker: return
            case .subscribeOffer, .connection, .publicationActive: break
            }
        }
        events.append(MediaEvent(room: room, kind: kind))
    }

    func takeEvents() -> [MediaEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    func takeRecorded() -> RecordedBurst? {
        guard !recorded.items.isEmpty else { return nil }
        defer {
            // The next burst will be about as large: one allocation each, not one a doubling.
            let former = recorded
            recorded = RecordedBurst()
            recorded.items.reserveCapacity(former.items.count)
            recorded.bytes.reserveCapacity(former.bytes.count)
        }
        return recorded
    }

    /// Counts why a packet was dropped.
    func count(_ error: SRTPError) {
        switch error {
        case .forged, .unencrypted: counters.srtpForged += 1
        case .replayed: counters.srtpReplayed += 1
        case .truncated, .noRoom, .tooManyStreams, .keyExhausted, .cipherFailed:
            counters.packetsMalformed += 1
        }
    }

    func nextPublicationID() -> PublicationID {
        lastPublicationNumber &+= 1
        return PublicationID(rawValue: lastPublicationNumber)
    }

    /// The 64-bit NTP time of `now` (RFC 3550 §4).
    func ntpTime(at now: MonotonicTime) -> UInt64 {
        let nanoseconds = UInt64(
            truncatingIfNeeded: now.nanoseconds &+ configuration.ntpOffsetNanoseconds)
        let seconds = nanoseconds / 1_000_000_000
        let fraction = ((nanoseconds % 1_000_000_000) << 32) / 1_000_000_000
        return seconds << 32 | fraction
    }
}
