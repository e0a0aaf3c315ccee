import Wire

/// The channels of one allocation (RFC 8656 §12).
///
/// One look-up a packet through all of them: few have more than two, and none more than the limit.
struct ChannelTable {
    /// RFC 8656 §12 ends at 0x4FFF, to leave room that nobody took; clients of RFC 5766, coturn's
    /// among them, choose from all of these.
    static let numbers: ClosedRange<UInt16> = 0x4000...0x7FFF
    static let lifetime = Duration.seconds(600)

    private var channels: [ChannelBinding] = []
    private let limit: Int
    /// No channel ends before.
    private var nothingEndsBefore = MonotonicTime(nanoseconds: .min)

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { channels.count }

    func binding(of number: UInt16, now: MonotonicTime) -> ChannelBinding? {
        guard let place = place(of: number), channels[place].expiresAt > now else { return nil }
        return channels[place]
    }

    func binding(to peer: SocketAddress, now: MonotonicTime) -> ChannelBinding? {
        for place in channels.indices where channels[place].peer == peer {
            return channels[place].expiresAt > now ? channels[place] : nil
        }
        return nil
    }

    private func place(of number: UInt16) -> Int? {
        for place in channels.indices where channels[place].number == number { return place }
        return nil
    }

    /// Whether ``bind(_:to:reach:now:)`` would work (§12.2).
    mutating func check(
        _ number: UInt16, to peer: SocketAddress, now: MonotonicTime
    ) -> ChannelConflict? {
        if let bound = binding(of: number, now: now), bound.peer != peer { return .numberIsTaken }
        if let bound = binding(to: peer, now: now), bound.number != number { return .peerIsTaken }
        guard place(of: number) == nil, channels.count >= limit else { return nil }
        removeExpired(now)
        return channels.count < limit ? nil : .full
    }

    /// Binds or refreshes; ``check(_:to:now:)`` has found nothing against it.
    mutating func bind(
        _ number: UInt16, to peer: SocketAddress, reach: PeerReach, now: MonotonicTime
    ) {
        channels.removeAll { ($0.number == number) != ($0.peer == peer) }
        let binding = ChannelBinding(
            number: number, peer: peer, reach: reach, expiresAt: now + Self.lifetime,
            isPermittedUntil: now + PermissionTable.lifetime)
        if let place = place(of: number) {
            channels[place] = binding
        } else {
            channels.append(binding)
        }
    }

    /// Looks through the table only where something in it may have ended.
    private mutating func removeExpired(_ now: MonotonicTime) {
        guard nothingEndsBefore <= now else { return }
        channels.removeAll { $0.expiresAt <= now }
        nothingEndsBefore = channels.map(\.expiresAt).min() ?? now + Self.lifetime
    }
}

/// A channel number and the peer that it stands for.
struct ChannelBinding {
    let number: UInt16
    let peer: SocketAddress
    let reach: PeerReach
    let expiresAt: MonotonicTime
    /// A ChannelBind request permits its peer too; spares the look-up until then.
    let isPermittedUntil: MonotonicTime
}

/// Why a channel cannot be bound (RFC 8656 §12.2).
enum ChannelConflict {
    case numberIsTaken
    case peerIsTaken
    case full
}
