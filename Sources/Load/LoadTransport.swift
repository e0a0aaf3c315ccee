import DTLSSRTP
import ICE
import STUN
import Wire

/// The transport of one client: an ICE agent in the controlling role that nominates the one pair it
/// has at once, a DTLS client, and the keys that come of both.
///
///     checking ──answered──▶ handshaking ──Finished──▶ connected
///         └────────── time is up, wrong fingerprint ──────────▶ failed
final class LoadTransport {
    enum State {
        case checking
        case handshaking(DTLSClient)
        case connected
        case failed(LoadError)
    }

    private(set) var state = State.checking
    private(set) var sender: SRTPSender?
    private(set) var receiver: SRTPReceiver?
    private(set) var profile = SRTPProfile.aeadAES128GCM
    /// When the server answered a check last.
    private(set) var answeredAt: MonotonicTime?
    let socket: LoadSocket
    private let local: ICECredentials
    private let remote: ServerDescription
    private let certificate: DTLSCertificate
    private let username: [UInt8]
    private var transaction: TransactionID
    private var checkAt: MonotonicTime
    private var flightAt: MonotonicTime?
    private var flightInterval = LoadTransport.firstFlightInterval
    private let failAt: MonotonicTime

    /// Chromium's, of a pair that is not known to work yet and of one that is.
    private static let firstCheckInterval = Duration.milliseconds(50)
    private static let checkInterval = Duration.milliseconds(2_500)
    private static let firstFlightInterval = Duration.milliseconds(200)
    /// From the description to the keys.
    static let connectLimit = Duration.seconds(15)

    init(
        _ socket: LoadSocket, local: ICECredentials, remote: ServerDescription,
        certificate: DTLSCertificate, now: MonotonicTime
    ) {
        self.socket = socket
        self.local = local
        self.remote = remote
        self.certificate = certificate
        username = Array("\(remote.credentials.ufrag):\(local.ufrag)".utf8)
        transaction = TransactionID(
            high: .random(in: .min ... .max), low: .random(in: .min ... .max))
        checkAt = now
        failAt = now + Self.connectLimit
    }

    var isConnected: Bool { sender != nil }

    /// What it sends less for each packet than the socket takes.
    var tagLength: Int { profile.rtpOverhead }

    // MARK: Time

    var nextDeadline: MonotonicTime {
        switch state {
        case .connected: checkAt
        case .checking: min(checkAt, failAt)
        case .handshaking: min(checkAt, failAt, flightAt ?? failAt)
        case .failed: MonotonicTime(nanoseconds: .max)
        }
    }

    func advance(to now: MonotonicTime) {
        if case .failed = state { return }
        if case .connected = state {} else if now >= failAt { return giveUp() }
        if now >= checkAt {
            sendCheck()
            checkAt = now + (answeredAt == nil ? Self.firstCheckInterval : Self.checkInterval)
        }
        if case .handshaking(let dtls) = state, let flightAt, now >= flightAt {
            dtls.repeatFlight().forEach(socket.send)
            flightInterval = flightInterval * 2
            self.flightAt = now + flightInterval
        }
    }

    private func giveUp() {
        let address = remote.addresses.first.map { "\($0.host):\($0.port)" } ?? "the server"
        state = .failed(
            .notConnected(
                answeredAt == nil
                    ? "no ICE check to \(address) was answered: can this host send UDP there?"
                    : "the DTLS handshake with \(address) did not end in time"))
    }

    private func sendCheck() {
        transaction = TransactionID(high: transaction.high, low: transaction.low &+ 1)
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { memory in
            var writer = STUNMessageWriter(
                messageClass: .request, method: .binding, transactionID: transaction, into: memory)
            writer.write(.username, username)
            writer.write(.iceControlling, UInt64(transaction.high) << 32 | 1)
            writer.write(.useCandidate)
            writer.write(.priority, 0x6e7f_1eff as UInt32)
            writer.writeMessageIntegrity(key: remote.credentials.key)
            writer.writeFingerprint()
            let message = UnsafeRawBufferPointer(rebasing: memory[..<writer.count])
            _ = socket.send(message, each: message.count)
        }
    }

    // MARK: Datagrams

    /// Takes a STUN message: an answer to a check, or a full agent's own check.
    func receiveSTUN(_ datagram: UnsafeRawBufferPointer, now: MonotonicTime) {
        let bytes = datagram.bytes
        guard let message = try? STUNMessage(decoding: bytes), message.method == .binding
        else { return }
        switch message.messageClass {
        case .success:
            guard message.isIntact(in: bytes, key: remote.credentials.key) else { return }
            answeredAt = now
            if case .checking = state { beginHandshake(now: now) }
        case .request: answer(message, in: bytes)
        default: break
        }
    }

    private func answer(_ request: STUNMessage, in bytes: RawSpan) {
        guard request.isIntact(in: bytes, key: local.key), let server = remote.addresses.first
        else { return }
        withUnsafeTemporaryAllocation(byteCount: BindingResponse.capacity, alignment: 8) { memory in
            let length = BindingResponse.writeSuccess(
                request.transactionID, to: NetworkPath(remote: server), credentials: local,
                into: memory)
            _ = socket.send(UnsafeRawBufferPointer(rebasing: memory[..<length]), each: length)
        }
    }

    private func beginHandshake(now: MonotonicTime) {
        do {
            let dtls = try DTLSClient(certificate: certificate)
            state = .handshaking(dtls)
            checkAt = now + Self.checkInterval
            dtls.exchange().forEach(socket.send)
            flightAt = now + flightInterval
        } catch {
            state = .failed(.noResources("OpenSSL has no memory for another handshake"))
        }
    }

    func receiveDTLS(_ datagram: UnsafeRawBufferPointer, now: MonotonicTime) {
        guard case .handshaking(let dtls) = state, !datagram.isEmpty else { return }
        dtls.receive(datagram)
        let answers = dtls.takeOutgoing()
        answers.forEach(socket.send)
        if !answers.isEmpty { flightAt = now + flightInterval }
        guard dtls.isConnected else { return }
        guard dtls.serverFingerprint(remote.fingerprint.algorithm) == remote.fingerprint else {
            state = .failed(
                .notConnected("the server's certificate is not the one its description names"))
            return
        }
        guard let profile = dtls.profile else {
            state = .failed(.notConnected("the server took none of the SRTP profiles"))
            return
        }
        let keys = dtls.keyingMaterial(profile)
        self.profile = profile
        // Ours are the client's, which the server calls remote.
        sender = SRTPSender(profile: profile, key: keys.remoteKey, salt: keys.remoteSalt)
        receiver = SRTPReceiver(profile: profile, key: keys.localKey, salt: keys.localSalt)
        state = .connected
    }
}
