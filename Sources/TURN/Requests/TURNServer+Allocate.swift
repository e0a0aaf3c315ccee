import STUN
import Wire

extension TURNServer {
    /// Makes an allocation (RFC 8656 §7.2), or answers a repeated request once more.
    func allocate(_ request: TURNRequest) throws(TURNRejection) {
        if let existing = allocations.allocation(of: request.client) {
            guard existing.creation.transactionID == request.transactionID
            else { throw TURNRejection(.allocationMismatch, "5-tuple has an allocation") }
            return answerAllocate(request, existing)
        }
        let wishes = try AllocationWishes(request)
        guard pool.isOn(relayKind(of: request.user))
        else { throw TURNRejection(.forbidden, "Relaying to other hosts is off") }
        guard !recent.isRevoked(request.user.label, unixTime: unixTime)
        else { throw TURNRejection(.forbidden, "Credential was withdrawn") }

        let grant = try grantRelays(wishes, request)
        let lifetime = configuration.lifetimes.granted(wishes.lifetime)
        let allocation = Allocation(
            client: request.client, user: request.user, account: grant.account,
            creation: AllocationCreation(
                transactionID: request.transactionID, lifetime: lifetime,
                reservationToken: grant.token, missing: grant.missing),
            relays: grant.relays, limits: configuration.quotas, madeAt: request.now)
        allocations.insert(allocation)
        grant.account.clients.insert(request.client)
        counters.allocations = allocations.count
        counters.allocated += 1
        answerAllocate(request, allocation)
    }

    private func answerAllocate(_ request: TURNRequest, _ allocation: Allocation) {
        let creation = allocation.creation
        succeed(request) { answer in
            for relay in allocation.relays {
                answer.writeXORAddress(.xorRelayedAddress, relay.address)
            }
            answer.write(.lifetime, creation.lifetime.wholeSeconds)
            if let token = creation.reservationToken { answer.write(.reservationToken, token) }
            if let missing = creation.missing {
                answer.writeAddressErrorCode(
                    missing.family, missing.rejection.code.rawValue,
                    reason: missing.rejection.reason)
            }
            answer.writeXORMappedAddress(request.client.remote)
        }
    }
}

// Relayed addresses.
extension TURNServer {
    /// What a new allocation gets; already counted.
    private struct Grant {
        var relays: [RelayPort]
        let account: UserAccount
        var token: UInt64?
        var missing: AllocationCreation.MissingFamily?
    }

    private func grantRelays(
        _ wishes: AllocationWishes, _ request: TURNRequest
    ) throws(TURNRejection) -> Grant {
        if let token = wishes.reservationToken { return try claim(token, request) }
        let source = request.client.remote
        let count = wishes.portKind == .pair ? 2 : 1
        var refusal = quota.refusal(of: request.user.label, from: source, count: count)
        if refusal == .user, endSilentAllocation(of: request.user, now: request.now) {
            refusal = quota.refusal(of: request.user.label, from: source, count: count)
        }
        if let refusal { throw refusal.rejection }
        let (ports, missing) = try open(wishes, relayKind(of: request.user))
        let account = quota.take(request.user.label, from: source)
        var grant = Grant(relays: ports, account: account, missing: missing)
        if wishes.portKind == .pair, let spare = grant.relays.popLast() {
            grant.token = reservations.keep(
                Reservations.Reservation(
                    port: spare, account: quota.take(request.user.label, from: source),
                    source: source),
                now: request.now)
        }
        return grant
    }

    /// Ends the virtual relay that the user's browser has left behind: after a change of network it
    /// can't say goodbye to the old ones, and has as many new ones to make.
    private func endSilentAllocation(of user: AuthenticatedUser, now: MonotonicTime) -> Bool {
        let silent = quota.account(of: user.label)?.clients
            .compactMap { allocations.allocation(of: $0) }
            .filter { $0.isVirtual && now - $0.lastHeardAt >= Self.silenceLimit }
            .min { $0.lastHeardAt < $1.lastHeardAt }
        guard let silent else { return false }
        end(silent)
        return true
    }

    /// Endpoints take a path on which nothing has come for so long for dead (RFC 7675 §5.1).
    private static let silenceLimit = Duration.seconds(30)

    /// Takes over a reserved port; it was counted when it was reserved.
    private func claim(_ token: UInt64, _ request: TURNRequest) throws(TURNRejection) -> Grant {
        let user = request.user
        guard
            let reservation = reservations.reservation(
                token, label: user.label, relayKind(of: user))
        else { throw TURNRejection(.insufficientCapacity, "No such reservation") }
        reservations.remove(token)
        quota.giveBack(reservation.account, from: reservation.source)
        let account = quota.take(user.label, from: request.client.remote)
        // A port that exists in memory alone is on the carrier of who has it.
        let port = makeCarrier(relayKind(of: user)).map {
            RelayPort(carrier: $0, address: reservation.port.address)
        }
        return Grant(relays: [port ?? reservation.port], account: account)
    }

    private func open(
        _ wishes: AllocationWishes, _ kind: RelayKind
    ) throws(TURNRejection) -> ([RelayPort], AllocationCreation.MissingFamily?) {
        let carrier = makeCarrier(kind)
        guard wishes.addsIPv6 else {
            let family = wishes.family ?? defaultFamily(kind)
            return (try open(wishes.portKind, family: family, kind, on: carrier), nil)
        }
        var relays: [RelayPort] = []
        var missing: AllocationCreation.MissingFamily?
        for family in [RelayFamily.ipv4, .ipv6] {
            do throws(TURNRejection) {
                relays += try open(wishes.portKind, family: family, kind, on: carrier)
            } catch {
                guard missing == nil else { throw error }
                missing = AllocationCreation.MissingFamily(family: family, rejection: error)
            }
        }
        return (relays, missing)
    }

    private func open(
        _ portKind: RelayPortKind, family: RelayFamily, _ kind: RelayKind, on carrier: Carrier?
    ) throws(TURNRejection) -> [RelayPort] {
        guard pool.families(kind).contains(family)
        else { throw TURNRejection(.addressFamilyNotSupported, "No relay of this family") }
        let count = portKind == .pair ? 2 : 1
        guard let ports = pool.open(portKind, family: family, on: carrier), ports.count == count
        else { throw TURNRejection(.insufficientCapacity, "No port left") }
        for port in ports { peerPolicy.addOwnHost(port.address) }
        return ports
    }

    /// A label means nothing where there are no calls, but in somebody else's application.
    private func relayKind(of user: AuthenticatedUser) -> RelayKind {
        configuration.virtualRelays.addresses.isEmpty ? .real : user.relay
    }

    private func makeCarrier(_ kind: RelayKind) -> Carrier? {
        pool.makeCarrier(kind) { allocations.allocation(on: $0) != nil }
    }

    /// IPv4 (§7.2); but browsers never ask for IPv6, and would get no relay where there is only that.
    private func defaultFamily(_ kind: RelayKind) -> RelayFamily {
        kind == .virtual && pool.families(kind) == [.ipv6] ? .ipv6 : .ipv4
    }
}

extension Quota.Refusal {
    fileprivate var rejection: TURNRejection {
        switch self {
        case .user: TURNRejection(.allocationQuotaReached, "Too many allocations of this user")
        case .source: TURNRejection(.allocationQuotaReached, "Too many allocations of this host")
        case .server: TURNRejection(.insufficientCapacity, "Server is full")
        }
    }
}

extension Duration {
    /// For LIFETIME.
    var wholeSeconds: UInt32 { UInt32(clamping: components.seconds) }
}
