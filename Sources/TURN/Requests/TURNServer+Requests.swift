import STUN
import Wire

// How requests are told apart and answered: one file a method holds what it does.
extension TURNServer {
    /// Room for the longest answer, in bytes.
    private static let answerCapacity = 640

    /// Runs the checks that all requests have in common (RFC 8656 §5, RFC 8489 §6.3).
    func receiveRequest(
        _ message: STUNMessage, in datagram: UnsafeRawBufferPointer, from client: NetworkPath,
        now: MonotonicTime
    ) {
        guard Self.methods.contains(message.method) else { return }
        let verdict = authentication.judge(
            message, in: datagram.bytes, from: client, unixTime: unixTime, now: now,
            existing: allocations.allocation(of: client)?.user)
        switch verdict {
        case .silence:
            counters.refusals.unanswered += 1
        case .refused(let refusal):
            counters.refusals.count(refusal.code.rawValue)
            write(.error, to: message, from: client) { refusal.write(to: &$0) }
        case .authenticated(let user):
            let request = TURNRequest(
                message: message, datagram: datagram, client: client, user: user, now: now)
            do throws(TURNRejection) {
                try perform(request)
            } catch {
                refuse(request, error)
            }
        }
    }

    private static let methods: [STUNMethod] = [
        .allocate, .refresh, .createPermission, .channelBind,
    ]

    private func perform(_ request: TURNRequest) throws(TURNRejection) {
        let unknown = request.message.unknownAttributes(knowing: Self.knows)
        guard unknown.isEmpty
        else { throw TURNRejection(.unknownAttribute, "Unknown attribute", unknown: unknown) }
        switch request.message.method {
        case .allocate: try allocate(request)
        case .refresh: try refresh(request)
        case .createPermission: try createPermission(request)
        default: try bindChannel(request)
        }
    }

    /// The allocation of the request's 5-tuple (RFC 8656 §5).
    func allocation(of request: TURNRequest) throws(TURNRejection) -> Allocation {
        guard let allocation = allocations.allocation(of: request.client)
        else { throw TURNRejection(.allocationMismatch, "No allocation") }
        allocation.lastHeardAt = request.now
        return allocation
    }

    func succeed(_ request: TURNRequest, _ attributes: (inout STUNMessageWriter) -> Void = { _ in })
    {
        write(.success, to: request.message, from: request.client) { answer in
            attributes(&answer)
            request.user.sign(&answer)
        }
    }

    private func refuse(_ request: TURNRequest, _ rejection: TURNRejection) {
        counters.refusals.count(rejection.code.rawValue)
        write(.error, to: request.message, from: request.client) { answer in
            answer.writeErrorCode(rejection.code.rawValue, reason: rejection.reason)
            if rejection.code == .unknownAttribute {
                answer.writeUnknownAttributes(rejection.unknown)
            }
            request.user.sign(&answer)
        }
    }

    /// Answers `message`, with FINGERPRINT if that has one.
    func write(
        _ messageClass: STUNClass, to message: STUNMessage, from client: NetworkPath,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) {
        let memory = slab.reserve(Self.answerCapacity, for: client)
        var answer = STUNMessageWriter(
            messageClass: messageClass, method: message.method,
            transactionID: message.transactionID, into: memory)
        attributes(&answer)
        if message.first(.fingerprint) != nil { answer.writeFingerprint() }
        guard answer.count > 0 else { return }
        slab.commit(answer.count, to: client)
    }

    /// Comprehension-required attributes that this server understands.
    static func knows(_ type: STUNAttributeType) -> Bool {
        switch type {
        case .mappedAddress, .username, .messageIntegrity, .errorCode, .unknownAttributes, .realm,
            .nonce, .messageIntegritySHA256, .passwordAlgorithm, .userhash, .xorMappedAddress,
            .channelNumber, .lifetime, .xorPeerAddress, .data, .xorRelayedAddress,
            .requestedAddressFamily, .evenPort, .requestedTransport, .dontFragment,
            .reservationToken:
            true
        default:
            false
        }
    }
}
