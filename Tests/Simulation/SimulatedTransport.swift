import DTLSSRTP
import ICE
import STUN
import Wire

/// The transport of one peer connection of a browser, in memory: the checks of a full ICE agent
/// that nominates at once, a DTLS client, SRTP both ways.
///
///     remote known ──checks──▶ answered ──DTLS──▶ connected
package final class SimulatedTransport {
    /// What a datagram of the server's held.
    package enum Incoming {
        /// STUN, DTLS, or nothing that could be decrypted.
        case nothing
        /// Plain packets.
        case rtp([UInt8])
        case rtcp([UInt8])
    }

    /// Where it sends from; another one is another network.
    package var address: SocketAddress
    package private(set) var local = ICECredentials.random()
    /// The server's, as its description said them.
    package private(set) var remote: ICECredentials?
    package let certificate: DTLSCertificate
    /// Whether checks carry USE-CANDIDATE.
    package var nominates = true
    /// Sends no checks any more: the page froze, the network went.
    package var isMute = false
    package private(set) var sender: SRTPSender?
    package private(set) var receiver: SRTPReceiver?
    package private(set) var checksAnswered = 0
    /// Datagrams of the server's that no key opened.
    package private(set) var undecryptable = 0
    package private(set) var hasBeenToldGoodbye = false
    /// Waits to be taken.
    private var outgoing: [SimulatedDatagram] = []
    private let dtls: DTLSClient
    private var nextCheckAt: MonotonicTime?
    private var nextFlightAt: MonotonicTime?
    private var transaction: UInt64 = 0
    private var isHandshaking = false

    /// Chromium checks a path that works every 2.5 s.
    private static let checkInterval = Duration.milliseconds(2_500)
    private static let firstCheckInterval = Duration.milliseconds(50)
    private static let flightInterval = Duration.milliseconds(400)

    package init(address: SocketAddress, certificate: DTLSCertificate) throws(DTLSError) {
        self.address = address
        self.certificate = certificate
        dtls = try DTLSClient(.init(certificate: certificate))
    }

    package var isConnected: Bool { sender != nil }

    /// What the server's description says of its side.
    package func setRemote(_ remote: ICECredentials, now: MonotonicTime) {
        guard remote != self.remote else { return }
        self.remote = remote
        nextCheckAt = now
    }

    /// New credentials of our own, which is how a browser restarts ICE.
    package func restart() {
        local = .random()
    }

    /// Checks anew at once, as after a change of network.
    package func checkNow(_ now: MonotonicTime) {
        nextCheckAt = now
    }

    package func takeOutgoing() -> [SimulatedDatagram] {
        defer { outgoing.removeAll() }
        return outgoing
    }

    /// Queues bytes to the server as they are.
    package func send(raw bytes: [UInt8]) {
        outgoing.append(SimulatedDatagram(.toServer, browser: address, bytes: bytes))
    }

    // MARK: Time

    package var nextDeadline: MonotonicTime? {
        [isMute ? nil : nextCheckAt, nextFlightAt].compactMap(\.self).min()
    }

    package func advance(to now: MonotonicTime) {
        if !isMute, let nextCheckAt, nextCheckAt <= now, let remote {
            send(raw: check(remote))
            let interval = checksAnswered > 0 ? Self.checkInterval : Self.firstCheckInterval
            self.nextCheckAt = now + interval
        }
        if let nextFlightAt, nextFlightAt <= now {
            self.nextFlightAt = dtls.isConnected ? nil : now + Self.flightInterval
            if !dtls.isConnected { dtls.repeatFlightSoon().forEach { send(raw: $0) } }
        }
    }

    /// One Binding request (RFC 8445 §7.2.2).
    package func check(_ remote: ICECredentials) -> [UInt8] {
        var memory = [UInt8](repeating: 0, count: 256)
        transaction += 1
        let length = memory.withUnsafeMutableBytes { memory in
            var writer = STUNMessageWriter(
                messageClass: .request, method: .binding,
                transactionID: TransactionID(high: 0x6272_6f77, low: transaction), into: memory)
            writer.write(.username, Array("\(remote.ufrag):\(local.ufrag)".utf8))
            writer.write(.iceControlling, [1, 2, 3, 4, 5, 6, 7, 8])
            if nominates { writer.write(.useCandidate) }
            writer.write(.priority, [0x6e, 0x00, 0x1e, 0xff])
            writer.writeMessageIntegrity(key: remote.key)
            writer.writeFingerprint()
            return writer.count
        }
        return Array(memory[..<length])
    }

    // MARK: Datagrams

    package func receive(_ datagram: [UInt8], now: MonotonicTime) -> Incoming {
        guard let first = datagram.first else { return .nothing }
        switch DatagramKind(firstByte: first) {
        case .stun:
            receiveAnswer(datagram, now: now)
            return .nothing
        case .dtls:
            exchange([datagram], now: now)
            return .nothing
        case .media: return open(datagram)
        case .turnChannelData, .unknown: return .nothing
        }
    }

    private func receiveAnswer(_ datagram: [UInt8], now: MonotonicTime) {
        guard let remote,
            let answer = try? STUNMessage(decoding: datagram.span.bytes),
            answer.messageClass == .success,
            answer.isIntact(in: datagram.span.bytes, key: remote.key)
        else { return }
        checksAnswered += 1
        if !isHandshaking {
            isHandshaking = true
            exchange([], now: now)
        }
    }

    private func exchange(_ datagrams: [[UInt8]], now: MonotonicTime) {
        dtls.exchange(datagrams).forEach { send(raw: $0) }
        hasBeenToldGoodbye = dtls.hasBeenToldGoodbye
        nextFlightAt = dtls.isConnected ? nil : now + Self.flightInterval
        guard sender == nil, dtls.isConnected, let profile = dtls.profile else { return }
        let keys = dtls.keyingMaterial(profile)
        // Ours are the client's, which the server calls remote.
        sender = SRTPSender(profile: profile, key: keys.remoteKey, salt: keys.remoteSalt)
        receiver = SRTPReceiver(
            profile: profile, key: keys.localKey, salt: keys.localSalt, streamLimit: 4_096)
    }

    private func open(_ datagram: [UInt8]) -> Incoming {
        guard let receiver, datagram.count > 12 else {
            undecryptable += 1
            return .nothing
        }
        do {
            if DatagramKind.isRTCP(secondByte: datagram[1]) {
                return .rtcp(try receiver.unprotectedRTCP(datagram))
            }
            return .rtp(try receiver.unprotectedRTP(datagram))
        } catch {
            undecryptable += 1
            return .nothing
        }
    }
}
