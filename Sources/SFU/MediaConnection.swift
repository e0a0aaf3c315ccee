import DTLSSRTP
import ICE
import SDP
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
    /// Whether ``state`` has changed since the owner asked last.
    private var hasChanged = false
    /// Whether it has gone over from one path to another since the owner asked last.
    private var hasMoved = false
    private let outbox: Outbox

    /// What the browser was told last. Checks made with the pair before it are still answered.
    private(set) var credentials: ICECredentials
    private(set) var formerCredentials: ICECredentials?
    /// All fragments the owner's table knows this connection by, oldest first.
    var registeredUfrags: [String] = []
    private var remoteUfrag: String?
    private var agent = ICELiteAgent()
    /// Nominated; before that, the path of the latest check.
    private(set) var sendPath: NetworkPath?

    private let certificate: DTLSCertificate
    private let dtls: DTLSConnection
    private(set) var receiver: SRTPReceiver?
    private(set) var sender: SRTPSender?
    private var lastCheckAt: MonotonicTime?
    private(set) var state = ConnectionState.connecting

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
        self.certificate = certificate
        credentials = .random(shard: outbox.configuration.shard)
        dtls = DTLSConnection(certificate: certificate)
    }

    /// Whether media can be sent now.
    var isReady: Bool { sender != nil && sendPath != nil && state != .gone }

    // MARK: Description

    /// What the browser is told of this side.
    var description: TransportDescription {
        TransportDescription(
            ufrag: credentials.ufrag, password: credentials.password,
            fingerprint: certificate.fingerprint.text,
            candidates: outbox.configuration.candidateAttributes)
    }

    /// Whether what the browser says now means that it has restarted ICE.
    func isRestart(_ remote: RemoteTransport) -> Bool {
        remoteUfrag.map { $0 != remote.ufrag } ?? false
    }

    /// Begins an ICE restart that the other side asks for with this fragment.
    ///
    /// - Returns: `false` where it is the one that is in use: then nothing is done.
    func restart(remoteUfrag: String) -> Bool {
        guard self.remoteUfrag != remoteUfrag else { return false }
        self.remoteUfrag = remoteUfrag
        renewCredentials()
        return true
    }

    /// Whether the browser has said the same before.
    func isKnown(_ remote: RemoteTransport) -> Bool { remoteUfrag == remote.ufrag }

    /// What the browser said of its side.
    func setRemote(_ remote: RemoteTransport, now: MonotonicTime) {
        remoteUfrag = remote.ufrag
        guard dtls.expectedFingerprint == nil else { return }
        dtls.expectedFingerprint = DTLSFingerprint(bytes: remote.fingerprint)
        handle(dtls.advance(to: now), now: now)
    }

    /// Begins an ICE restart; DTLS and SRTP go on as they are (RFC 8445 §9).
    func renewCredentials() {
        formerCredentials = state == .gone ? nil : credentials
        credentials = .random(shard: outbox.configuration.shard)
        if state == .gone {
            agent = ICELiteAgent()
            setState(receiver == nil ? .connecting : .silent)
        }
    }

    // MARK: STUN

    /// What the owner's table of paths has to learn from a check.
    enum PathChange {
        case add(NetworkPath)
        case remove(NetworkPath)
    }

    /// Answers a connectivity check that named this connection.
    ///
    /// - Returns: `nil` where it is not authentic or replayed, or the connection gone: then nothing
    ///   was done.
    func receiveCheck(
        _ check: ConnectivityCheck, in datagram: RawSpan, from path: NetworkPath,
        now: MonotonicTime
    ) -> [PathChange]? {
        let pairs = [credentials, formerCredentials]
        guard state != .gone,
            let pair = pairs.lazy.compactMap({ $0 }).first(where: {
                $0.ufrag == check.localUfrag
            }), check.isAuthentic(in: datagram, credentials: pair)
        else { return nil }

        let outputs = agent.handle(.check(check.request, from: path), now: now)
        guard !outputs.isEmpty else { return nil }
        lastCheckAt = now
        var changes: [PathChange] = []
        for output in outputs {
            switch output {
            case .add(let path): changes.append(.add(path))
            case .remove(let path): changes.append(.remove(path))
            case .select(let path):
                hasMoved = hasMoved || sendPath.map { $0 != path } ?? false
                sendPath = path
            case .expire: setState(.gone)
            case .answer(let transactionID, let path):
                send(to: path) {
                    BindingResponse.writeSuccess(
                        transactionID, to: path, credentials: pair, into: $0)
                }
            case .refuse(let transactionID, let refusal, let path):
                send(to: path) {
                    BindingResponse.writeError(
                        transactionID, refusal, credentials: pair, into: $0)
                }
            }
        }
        if sendPath == nil, provenPaths.contains(path) { sendPath = path }
        if state == .silent { setState(receiver == nil ? .connecting : .connected) }
        return changes
    }

    /// The paths whose datagrams are this connection's.
    var provenPaths: [NetworkPath] { agent.paths }

    /// `path` can't be used any more: what is sent leaves on the latest other one.
    func lose(_ path: NetworkPath) {
        agent.forget(path)
        guard sendPath == path else { return }
        sendPath = provenPaths.last
        hasMoved = true
    }

    private func send(
        to path: NetworkPath, _ write: (UnsafeMutableRawBufferPointer) -> Int
    ) {
        let length = write(outbox.slab.reserve(BindingResponse.capacity, for: path))
        if length > 0 { outbox.slab.commit(length, to: path) }
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
        case .closed: forgetKeys()
        case .failed:
            outbox.counters.handshakesFailed += 1
            forgetKeys()
        }
    }

    /// DTLS is over, and with it this connection.
    private func forgetKeys() {
        receiver = nil
        sender = nil
        setState(.gone)
    }

    private func sendHandshake(to path: NetworkPath) {
        for datagram in dtls.takeOutgoing() where datagram.count <= SendSlab.datagramCapacity {
            let slot = outbox.slab.reserve(datagram.count, for: path)
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
        hasChanged = true
        // After a restart the browser's new checks find the path (RFC 7675 §5.1).
        if newState == .gone { sendPath = nil }
    }

    /// Whether ``state`` is another than at the last call.
    func takeChange() -> Bool {
        defer { hasChanged = false }
        return hasChanged
    }

    /// Whether another path is used than at the last call.
    func takeMove() -> Bool {
        defer { hasMoved = false }
        return hasMoved
    }

    // MARK: RTCP

    /// Sends one RTCP packet, simple or compound, that `write` makes.
    func sendRTCP(_ write: (inout ByteWriter) -> Void) {
        guard isReady, let sender, let sendPath else { return }
        let slot = outbox.slab.reserve(1400, for: sendPath)
        // Room for the tag and the index behind the packet (RFC 3711 §3.4).
        var writer = ByteWriter(into: UnsafeMutableRawBufferPointer(rebasing: slot[..<1360]))
        write(&writer)
        guard !writer.hasOverflowed, writer.count >= 8,
            let length = try? sender.protectRTCP(slot, length: writer.count)
        else { return }
        outbox.slab.commit(length, to: sendPath)
    }
}
