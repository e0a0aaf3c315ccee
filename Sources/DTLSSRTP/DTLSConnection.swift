internal import COpenSSL
import Wire

/// The server side of one DTLS 1.2 connection that agrees on SRTP keys (RFC 5764).
///
///     handshaking ──Finished──▶ unproven ──fingerprint equal──▶ connected ──▶ over
///
/// Both roads to `connected` need the client's certificate to have the hash that its description
/// named; until then no key leaves this object. The caller passes only datagrams that came over a
/// path ICE has validated, sends ``takeOutgoing()`` after each call, and calls ``advance(to:)``
/// when ``nextDeadline`` has passed.
///
/// OpenSSL's own retransmission follows the wall clock, which may step; so it is put to sleep, and
/// our one flight that needs a timer is sent again, byte for byte, by the caller's clock. That
/// flight fits one datagram: a client has all of it or nothing. Our last flight needs no timer
/// (RFC 6347 §4.2.4): OpenSSL repeats it when the client repeats its own.
package final class DTLSConnection {
    /// What a call can lead to.
    package enum Event: Equatable, Sendable {
        /// Given once. The SRTP contexts can be made.
        case connected(KeyingMaterial)
        /// The client closed, or ``DTLSConnection/close()`` was called before.
        case closed
        case failed(DTLSError)
    }

    /// From the first datagram to ``Event/connected(_:)``; dribbling does not put it off.
    static let handshakeLimit = Duration.seconds(30)
    static let firstRetransmission = Duration.milliseconds(100)
    static let longestRetransmission = Duration.milliseconds(1600)

    private enum State {
        case handshaking
        /// The keys wait for the fingerprint.
        case unproven
        case connected
        case over
    }

    /// What the client's description says; may come later than the client's handshake. Once both
    /// are there ``nextDeadline`` is due and ``advance(to:)`` gives the event.
    package var expectedFingerprint: DTLSFingerprint?

    private let ssl: OpaquePointer?
    private let bio = DatagramBIO()
    private var state = State.handshaking
    private var expiresAt: MonotonicTime?
    private var finishedAt: MonotonicTime?
    private var flight: [[UInt8]] = []
    private var retransmission: (at: MonotonicTime, interval: Duration)?

    package init(certificate: DTLSCertificate) {
        ssl = SSL_new(certificate.context)
        guard let ssl, bio.attach(to: ssl) else { return }
        SSL_set_accept_state(ssl)
        aorta_ssl_set_mtu(ssl, DatagramBIO.datagramLength)
        // OpenSSL never retransmits by itself: the longest interval it can hold, in microseconds.
        DTLS_set_timer_cb(ssl) { _, _ in UInt32.max }
    }

    deinit {
        SSL_free(ssl)  // Frees the BIO too, which must not outlive `bio`.
    }

    /// Takes one datagram of the client's.
    package func receive(_ datagram: UnsafeRawBufferPointer, now: MonotonicTime) -> Event? {
        if case .over = state { return nil }
        if datagram.isEmpty { return nil }  // OpenSSL would take it for the end of the stream.
        guard let ssl else { return fail(.unavailable) }
        bio.incoming = datagram
        defer { bio.incoming = nil }
        if case .handshaking = state {
            if expiresAt == nil { expiresAt = now + Self.handshakeLimit }
            if let event = handshake(ssl, now: now) { return event }
        }
        return read(ssl)
    }

    /// When ``advance(to:)`` is due; `nil` while nothing is pending.
    package var nextDeadline: MonotonicTime? {
        switch state {
        case .handshaking: [expiresAt, retransmission?.at].compactMap(\.self).min()
        case .unproven: expectedFingerprint == nil ? expiresAt : finishedAt
        case .connected, .over: nil
        }
    }

    package func advance(to now: MonotonicTime) -> Event? {
        switch state {
        case .connected, .over: return nil
        case .handshaking, .unproven: break
        }
        if let expiresAt, now >= expiresAt { return fail(.timedOut) }
        if case .unproven = state, let ssl { return prove(ssl) }
        if let (at, interval) = retransmission, now >= at {
            flight.forEach(bio.append)
            let next = min(interval * 2, Self.longestRetransmission)
            retransmission = (now + next, next)
        }
        return nil
    }

    /// Datagrams to send to the client now, each of at most 1,200 bytes.
    package func takeOutgoing() -> [[UInt8]] { bio.takeOutgoing() }

    /// Says goodbye; nothing is received after it.
    package func close() {
        switch state {
        case .over: return
        case .handshaking: break
        case .unproven, .connected:
            ERR_clear_error()
            SSL_shutdown(ssl)
        }
        end()
    }

    private func handshake(_ ssl: OpaquePointer, now: MonotonicTime) -> Event? {
        let sentBefore = bio.outgoing.count
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        if result == 1 {
            state = .unproven
            finishedAt = now
            flight = []
            retransmission = nil
            return prove(ssl)
        }
        guard SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ
        else { return fail(.handshakeRefused) }
        if bio.outgoing.count > sentBefore {
            flight = Array(bio.outgoing[sentBefore...])
            retransmission = (now + Self.firstRetransmission, Self.firstRetransmission)
        }
        return nil
    }

    /// Compares the fingerprint, and only then exports the keys (RFC 5763 §5, RFC 5764 §4.2).
    private func prove(_ ssl: OpaquePointer) -> Event? {
        guard let expectedFingerprint else { return nil }
        ERR_clear_error()
        guard let certificate = SSL_get1_peer_certificate(ssl) else {
            return fail(.handshakeRefused)
        }
        defer { X509_free(certificate) }
        guard
            DTLSFingerprint(of: certificate, expectedFingerprint.algorithm) == expectedFingerprint
        else { return fail(.fingerprintMismatch) }
        guard let profile = SRTPProfile(selectedBy: ssl) else { return fail(.noCommonProfile) }

        var exported = [UInt8](repeating: 0, count: KeyingMaterial.exportedLength(of: profile))
        let label = "EXTRACTOR-dtls_srtp"
        guard
            SSL_export_keying_material(
                ssl, &exported, exported.count, label, label.utf8.count, nil, 0, 0) == 1
        else { return fail(.handshakeRefused) }
        state = .connected
        expiresAt = nil
        return .connected(KeyingMaterial(profile: profile, exported: exported))
    }

    /// After the handshake: alerts, and flights that the client repeats. Data is thrown away.
    private func read(_ ssl: OpaquePointer) -> Event? {
        guard SSL_is_init_finished(ssl) == 1 else { return nil }
        var scratch: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        while true {
            ERR_clear_error()
            let count = withUnsafeMutableBytes(of: &scratch) {
                SSL_read(ssl, $0.baseAddress, Int32($0.count))
            }
            if count > 0 { continue }
            switch SSL_get_error(ssl, count) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return nil
            case SSL_ERROR_ZERO_RETURN:
                end()
                return .closed
            default:
                // Whatever it is, the client did not say goodbye: anybody can send records that
                // OpenSSL stumbles over, and the keys are agreed already.
                return nil
            }
        }
    }

    private func fail(_ error: DTLSError) -> Event? {
        close()
        return .failed(error)
    }

    private func end() {
        state = .over
        expiresAt = nil
        flight = []
        retransmission = nil
    }
}
