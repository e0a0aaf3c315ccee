import DTLSSRTP
import ICE
import RTP
import STUN
import Wire

/// One peer connection of a browser: its ICE, its DTLS and its SRTP.
///
///     checks ──first authenticated check──▶ DTLS ──fingerprint verified──▶ media
///
/// DTLS and media are taken only from paths that an authenticated check has proven, because the
/// owner looks the connection up by such paths alone. Packets leave on the path that the latest
/// authenticated USE-CANDIDATE named.
final class MediaConnection {
    enum Purpose {
        /// The browser offers and sends.
        case publish
        /// Aorta offers and sends.
        case subscribe
    }

    /// Its place in the plane's table of connections.
    let index: Int32
    let purpose: Purpose
    unowned let endpoint: Endpoint
    private let outbox: Outbox

    /// What the browser was told last. Checks made with the pair before it are still answered.
    private(set) var credentials = ICECredentials.random()
    private(set) var formerCredentials: ICECredentials?
    private var remoteUfrag: String?
    private var agent = ICELiteAgent()
    /// Paths that authenticated checks came from, oldest first.
    private(set) var provenPaths: [NetworkPath] = []
    private(set) var sendPath: NetworkPath?

    private let dtls: DTLSConnection
    private(set) var receiver: SRTPReceiver?
    private(set) var sender: SRTPSender?
    private var lastCheckAt: MonotonicTime?
    private(set) var state = ConnectionState.connecting

    /// One connection's paths: a browser has a few interfaces, each with a few addresses.
    static let provenPathLimit = 16
    /// A path without an authenticated check for this long is reported as silent.
    static let silenceNotice = Duration.seconds(5)

    init(
        index: Int32, purpose: Purpose, endpoint: Endpoint, certificate: DTLSCertificate,
        outbox: Outbox
    ) {
        self.index = index
        self.purpose = purpose
        self.endpoint = endpoint
        self.outbox = outbox
        dtls = DTLSConnection(certificate: certificate)
    }

    /// Whether media can be sent now.
    var isReady: Bool { sender != nil && sendPath != nil && state != .gone }

    // MARK: Description

    /// What the browser said of its side.
    ///
    /// - Returns: whether the browser has restarted ICE: then ``credentials`` are new.
    func setRemote(ufrag: String, fingerprint: DTLSFingerprint, now: MonotonicTime) -> Bool {
        if dtls.expectedFingerprint == nil {
            dtls.expectedFingerprint = fingerprint
            handle(dtls.advance(to: now), now: now)
        }
        defer { remoteUfrag = ufrag }
        guard let remoteUfrag, remoteUfrag != ufrag, purpose == .publish else { return false }
        renewCredentials()
        return true
    }

    /// Begins an ICE restart; DTLS and SRTP go on as they are (RFC 8445 §9).
    func renewCredentials() {
        formerCredentials = credentials
        credentials = .random()
        if state == .gone { agent = ICELiteAgent() }
    }

    // MARK: STUN

    /// Answers a Binding request whose USERNAME named this connection.
    ///
    /// - Returns: whether it was authentic: then `path` is proven.
    func receiveCheck(
        _ request: STUNMessage, in datagram: UnsafeRawBufferPointer, ufrag: String,
        from path: NetworkPath, now: MonotonicTime
    ) -> Bool {
        let pair = ufrag == credentials.ufrag ? credentials : formerCredentials
        guard let pair, pair.ufrag == ufrag else { return false }
        let key = Array(pair.password.utf8)
        guard request.isIntact(in: datagram.bytes, key: key) else { return false }

        lastCheckAt = now
        for output in agent.handle(.check(request, from: path), now: now) {
            switch output {
            case .answer(let transactionID, let destination):
                answer(transactionID, to: destination, key: key)
            case .select(let path): sendPath = path
            case .expire: setState(.gone)
            }
        }
        if sendPath == nil { sendPath = path }
        if state == .silent || state == .gone {
            setState(receiver == nil ? .connecting : .connected)
        }
        return true
    }

    /// Remembers `path`; forgets the oldest one at the limit, and returns it.
    func prove(_ path: NetworkPath) -> NetworkPath? {
        guard !provenPaths.contains(path) else { return nil }
        provenPaths.append(path)
        guard provenPaths.count > Self.provenPathLimit,
            let oldest = provenPaths.firstIndex(where: { $0 != sendPath })
        else { return nil }
        return provenPaths.remove(at: oldest)
    }

    /// The path now belongs to another connection.
    func disown(_ path: NetworkPath) {
        provenPaths.removeAll { $0 == path }
    }

    private func answer(_ transactionID: TransactionID, to path: NetworkPath, key: [UInt8]) {
        let slot = outbox.slab.reserve(128)
        var writer = STUNMessageWriter(.successResponse, .binding, transactionID, into: slot)
        writer.writeXORMappedAddress(path.remote)
        writer.writeMessageIntegrity(key: key)
        writer.writeFingerprint()
        outbox.slab.commit(writer.count, to: path)
    }

    // MARK: DTLS

    /// - Parameter path: proven; the answer goes there while no path is nominated.
    func receiveDTLS(
        _ datagram: UnsafeRawBufferPointer, from path: NetworkPath, now: MonotonicTime
    ) {
        handle(dtls.receive(datagram, now: now), now: now)
        sendHandshake(to: sendPath ?? path)
    }

    private func handle(_ event: DTLSConnection.Event?, now: MonotonicTime) {
        switch event {
        case nil: break
        case .connected(let keys):
            receiver = SRTPReceiver(
                profile: keys.profile, key: keys.remoteKey, salt: keys.remoteSalt)
            sender = SRTPSender(profile: keys.profile, key: keys.localKey, salt: keys.localSalt)
            outbox.counters.handshakesCompleted += 1
            setState(.connected)
            endpoint.connectionIsReady(self, now: now)
        case .closed: setState(.gone)
        case .failed:
            outbox.counters.handshakesFailed += 1
            setState(.gone)
        }
    }

    private func sendHandshake(to path: NetworkPath) {
        for datagram in dtls.takeOutgoing() where datagram.count <= SendSlab.datagramCapacity {
            let slot = outbox.slab.reserve(datagram.count)
            datagram.withUnsafeBytes { slot.copyMemory(from: $0) }
            outbox.slab.commit(datagram.count, to: path)
        }
    }

    /// Tells the browser that nothing more comes.
    func close() {
        dtls.close()
        if let sendPath { sendHandshake(to: sendPath) }
        setState(.gone)
    }

    // MARK: Time

    func advance(to now: MonotonicTime) {
        if let deadline = dtls.nextDeadline, deadline <= now, let sendPath {
            handle(dtls.advance(to: now), now: now)
            sendHandshake(to: sendPath)
        }
        if let deadline = agent.nextDeadline, deadline <= now {
            for case .expire in agent.handle(.deadline, now: now) { setState(.gone) }
        }
        if state == .connected, let lastCheckAt, now - lastCheckAt > Self.silenceNotice {
            setState(.silent)
        }
    }

    private func setState(_ newState: ConnectionState) {
        guard newState != state else { return }
        state = newState
        endpoint.connectionChanged(self)
    }

    // MARK: RTCP

    /// Sends one RTCP packet, simple or compound, that `write` makes.
    func sendRTCP(_ write: (inout ByteWriter) -> Void) {
        guard isReady, let sender, let sendPath else { return }
        let slot = outbox.slab.reserve(1400)
        // Room for the tag and the index behind the packet (RFC 3711 §3.4).
        var writer = ByteWriter(into: UnsafeMutableRawBufferPointer(rebasing: slot[..<1360]))
        write(&writer)
        guard !writer.hasOverflowed, writer.count >= 8,
            let length = try? sender.protectRTCP(slot, length: writer.count)
        else { return }
        outbox.slab.commit(length, to: sendPath)
    }
}
