import Wire

/// The channels of one allocation (RFC 8656 §12).
struct ChannelTable {
    /// RFC 8656 §12 ends at 0x4FFF, to leave room that nobody took; clients of RFC 5766, coturn's
    /// among them, choose from all of these.
    static let numbers: ClosedRange<UInt16> = 0x4000...0x7FFF
    static let lifetime = Duration.seconds(600)

    private var channels: [UInt16: ChannelBinding] = [:]
    private var numbersByPeer: [SocketAddress: UInt16] = [:]
    private let limit: Int
    /// No channel ends before.
    private var nothingEndsBefore = MonotonicTime(nanoseconds: .min)

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { channels.count }

    func binding(of number: UInt16, now: MonotonicTime) -> ChannelBinding? {
        guard let binding = channels[number], binding.expiresAt > now else { return nil }
        return binding
    }

    func binding(to peer: SocketAddress, now: MonotonicTime) -> ChannelBinding? {
        numbersByPeer[peer].flatMap { binding(of: $0, now: now) }
    }

    /// Whether ``bind(_:to:reach:now:)`` would work (§12.2).
    mutating func check(
        _ number: UInt16, to peer: SocketAddress, now: MonotonicTime
    ) -> ChannelConflict? {
        if let bound = binding(of: number, now: now), bound.peer != peer { return .numberIsTaken }
        if let bound = binding(to: peer, now: now), bound.number != number { return .peerIsTaken }
        guard channels[number] == nil, channels.count >= limit else { return nil }
        removeExpired(now)
        return channels.count < limit ? nil : .full
    }

    /// Binds or refreshes; ``check(_:to:now:)`` has found nothing against it.
    mutating func bind(
        _ number: UInt16, to peer: SocketAddress, reach: PeerReach, now: MonotonicTime
    ) {
        if let former = channels[number], former.peer != peer { forget(former) }
        if let former = numbersByPeer[peer].flatMap({ channels[$0] }), former.number != number {
            forget(former)
        }
        channels[number] = ChannelBinding(
            number: number, peer: peer, reach: reach, expiresAt: now + Self.lifetime,
            isPermittedUntil: now + PermissionTable.lifetime)
        numbersByPeer[peer] = number
    }

    private mutating func forget(_ binding: ChannelBinding) {
        channels[binding.number] = nil
        numbersByPeer[binding.peer] = nil
    }

    /// Looks through the table only where something in it may have ended.
    private mutating func removeExpired(_ now: MonotonicTime) {
        guard nothingEndsBefore <= now else { return }
        for binding in channels.values where binding.expiresAt <= now { forget(binding) }
        nothingEndsBefore = channels.values.map(\.expiresAt).min() ?? now + Self.lifetime
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
