import DTLSSRTP
import ICE
import STUN
import Wire

/// The transport of one client: an ICE agent in the controlling role that nominates the one pair it
/// has at once, a DTLS client, and the keys that come of both.
///
///     (relaying ──channel bound──▶) checking ──answered──▶ handshaking ──Finished──▶ connected
///         └────────── time is up, wrong fingerprint ──────────▶ failed
final class LoadTransport {
    enum State {
        /// A TURN server has to give a channel first.
        case relaying
        case checking
        case handshaking(DTLSClient)
        case connected
        case failed(LoadError)
    }

    private(set) var state: State
    private(set) var sender: SRTPSender?
    private(set) var receiver: SRTPReceiver?
    private(set) var profile = SRTPProfile.aeadAES128GCM
    /// When the server answered a check last.
    private(set) var answeredAt: MonotonicTime?
    private let socket: LoadSocket
    private var relay: RelayConversation?
    private var refreshAt: MonotonicTime?
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
        certificate: DTLSCertificate, relay: RelayConversation?, now: MonotonicTime
    ) {
        self.socket = socket
        self.relay = relay
        state = relay == nil ? .checking : .relaying
        self.local = local
        self.remote = remote
        self.certificate = certificate
        username = Array("\(remote.credentials.ufrag):\(local.ufrag)".utf8)
        transaction = TransactionID(
            high: .random(in: .min ... .max), low: .random(in: .min ... .max))
        checkAt = now
        failAt = now + Self.connectLimit
    }

    // MARK: Sending

    var descriptor: Int32 { socket.descriptor }

    /// Bytes in front of each datagram that the way to the server needs.
    var headRoom: Int { relay == nil ? 0 : RelayConversation.headLength }

    /// Writes what stands in front of a datagram of `length` bytes.
    func writeHead(of length: Int, into memory: UnsafeMutableRawBufferPointer) {
        if relay != nil { RelayConversation.writeHead(of: length, into: memory) }
    }

    /// Sends datagrams that lie one after the other, ``headRoom`` before each.
    ///
    /// - Parameter length: of each with its head.
    /// - Returns: datagrams that the kernel did not take.
    func sendFramed(_ bytes: UnsafeRawBufferPointer, each length: Int) -> Int {
        socket.send(bytes, each: length)
    }

    /// Sends one datagram.
    func send(_ datagram: UnsafeRawBufferPointer) {
        guard relay != nil else {
            _ = socket.send(datagram, each: datagram.count)
            return
        }
        let length = datagram.count + headRoom
        withUnsafeTemporaryAllocation(byteCount: length, alignment: 8) { framed in
            writeHead(of: datagram.count, into: framed)
            UnsafeMutableRawBufferPointer(rebasing: framed[headRoom...]).copyMemory(from: datagram)
            _ = socket.send(UnsafeRawBufferPointer(framed), each: length)
        }
    }

    private func send(_ datagram: [UInt8]) {
        datagram.withUnsafeBytes { send($0) }
    }

    /// Reads what has come.
    func receive(into slab: ArrivalSlab) {
        slab.stripsChannels = relay != nil
        socket.receive(into: slab)
    }

    /// Gives back what the server keeps for it.
    func leave() {
        if let relay, relay.isBound { socket.send(relay.refresh(lifetime: 0)) }
    }

    /// What it sends less for each packet than the socket takes.
    var tagLength: Int { profile.rtpOverhead }

    // MARK: Time

    var nextDeadline: MonotonicTime {
        switch state {
        case .connected: min(checkAt, refreshAt ?? checkAt)
        case .checking, .relaying: min(checkAt, failAt)
        case .handshaking: min(checkAt, failAt, flightAt ?? failAt)
        case .failed: MonotonicTime(nanoseconds: .max)
        }
    }

    func advance(to now: MonotonicTime) {
        if case .failed = state { return }
        if case .connected = state {} else if now >= failAt { return giveUp() }
        if let relay, let refreshAt, now >= refreshAt {
            socket.send(relay.refresh())
            socket.send(relay.request())
            self.refreshAt = now + RelayConversation.refreshInterval
        }
        if now >= checkAt, case .relaying = state {
            if let relay { socket.send(relay.request()) }
            checkAt = now + Self.firstFlightInterval
        }
        if now >= checkAt {
            sendCheck()
            checkAt = now + (answeredAt == nil ? Self.firstCheckInterval : Self.checkInterval)
        }
        if case .handshaking(let dtls) = state, let flightAt, now >= flightAt {
            dtls.repeatFlight().forEach(send)
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
            send(UnsafeRawBufferPointer(rebasing: memory[..<writer.count]))
        }
    }

    // MARK: Datagrams

    /// Takes a STUN message: an answer to a check, or a full agent's own check.
    func receiveSTUN(_ datagram: UnsafeRawBufferPointer, now: MonotonicTime) {
        let bytes = datagram.bytes
        guard let message = try? STUNMessage(decoding: bytes) else { return }
        guard message.method == .binding else { return receiveTURN(message, in: bytes, now: now) }
        switch message.messageClass {
        case .success:
            guard message.isIntact(in: bytes, key: remote.credentials.key) else { return }
            answeredAt = now
            if case .checking = state { beginHandshake(now: now) }
        case .request: answer(message, in: bytes)
        default: break
        }
    }

    private func receiveTURN(_ message: STUNMessage, in bytes: RawSpan, now: MonotonicTime) {
        guard relay?.receive(message, in: bytes) == true, let relay else {
            if let code = relay?.refusal, case .relaying = state {
                state = .failed(.notConnected("the TURN server answered with error \(code)"))
            }
            return
        }
        guard case .relaying = state else { return }
        if relay.isBound {
            state = .checking
            refreshAt = now + RelayConversation.refreshInterval
            sendCheck()
            checkAt = now + Self.firstCheckInterval
        } else {
            socket.send(relay.request())
        }
    }

    private func answer(_ request: STUNMessage, in bytes: RawSpan) {
        guard request.isIntact(in: bytes, key: local.key), let server = remote.addresses.first
        else { return }
        withUnsafeTemporaryAllocation(byteCount: BindingResponse.capacity, alignment: 8) { memory in
            let length = BindingResponse.writeSuccess(
                request.transactionID, to: NetworkPath(remote: server), credentials: local,
                into: memory)
            send(UnsafeRawBufferPointer(rebasing: memory[..<length]))
        }
    }

    private func beginHandshake(now: MonotonicTime) {
        do {
            let dtls = try DTLSClient(certificate: certificate)
            state = .handshaking(dtls)
            checkAt = now + Self.checkInterval
            dtls.exchange().forEach(send)
            flightAt = now + flightInterval
        } catch {
            state = .failed(.noResources("OpenSSL has no memory for another handshake"))
        }
    }

    func receiveDTLS(_ datagram: UnsafeRawBufferPointer, now: MonotonicTime) {
        guard case .handshaking(let dtls) = state, !datagram.isEmpty else { return }
        dtls.receive(datagram)
        let answers = dtls.takeOutgoing()
        answers.forEach(send)
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
