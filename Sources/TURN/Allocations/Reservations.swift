import Wire

/// Ports that wait for whoever brings the RESERVATION-TOKEN (RFC 8656 §7.2).
struct Reservations {
    /// One port and for whom it is kept.
    struct Reservation {
        let port: RelayPort
        /// Counts as an allocation of this user's.
        let account: UserAccount
        let source: SocketAddress
    }

    /// RFC 8656 §7.2: at least 30 seconds.
    static let lifetime = Duration.seconds(30)

    private var byToken: [UInt64: Reservation] = [:]
    private var expiries = DeadlineQueue<UInt64>()

    var count: Int { byToken.count }
    var nextExpiry: MonotonicTime? { expiries.first }

    /// - Returns: the token, which can't be guessed.
    mutating func keep(_ reservation: Reservation, now: MonotonicTime) -> UInt64 {
        let token = UInt64.random(in: .min ... .max)
        byToken[token] = reservation
        expiries.set(token, to: now + Self.lifetime)
        return token
    }

    /// What is kept by `token` for the user of that label, if it is of that kind.
    func reservation(_ token: UInt64, label: String, _ kind: RelayKind) -> Reservation? {
        guard let reservation = byToken[token], reservation.account.label == label,
            (reservation.port.carrier.kind == .virtualRelay) == (kind == .virtual)
        else { return nil }
        return reservation
    }

    mutating func remove(_ token: UInt64) {
        byToken[token] = nil
        expiries.remove(token)
    }

    /// Takes out one whose time is over, if there is one.
    mutating func takeExpired(by now: MonotonicTime) -> Reservation? {
        guard let token = expiries.due(by: now) else { return nil }
        expiries.remove(token)
        return byToken.removeValue(forKey: token)
    }

    /// Takes out all of one user's.
    mutating func takeAll(of label: String) -> [Reservation] {
        let tokens = byToken.filter { $0.value.account.label == label }.map(\.key)
        return tokens.compactMap { token in
            expiries.remove(token)
            return byToken.removeValue(forKey: token)
        }
    }
}
