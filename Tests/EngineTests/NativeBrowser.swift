import COpenSSL
import Foundation
import STUN
import Wire

@testable import DTLSSRTP
@testable import Engine

/// One transport of a browser: ICE, DTLS and SRTP over one wire, nothing more.
final class NativeBrowser {
    static let ufrag = "native"
    static let password = "nativenativenativenative"

    private(set) var sender: SRTPSender?
    private(set) var receiver: SRTPReceiver?
    private let wire: any TestWire
    private let certificate: DTLSCertificate
    private let bio = DatagramBIO()
    private let ssl: OpaquePointer?

    init(over wire: any TestWire) throws {
        self.wire = wire
        certificate = try DTLSCertificate.generate()
        ssl = SSL_new(certificate.context)
        guard let ssl, bio.attach(to: ssl) else { throw DTLSError.unavailable }
        SSL_set_connect_state(ssl)
        aorta_ssl_set_mtu(ssl, 1200)
    }

    deinit {
        SSL_free(ssl)
    }

    /// A description with one section of sound: an offer or an answer.
    func description(mid: String, direction: String, setup: String) -> String {
        """
        v=0\r
        o=- 1 1 IN IP4 0.0.0.0\r
        s=-\r
        t=0 0\r
        a=group:BUNDLE \(mid)\r
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r
        c=IN IP4 0.0.0.0\r
        a=mid:\(mid)\r
        a=\(direction)\r
        a=rtcp-mux\r
        a=ice-ufrag:\(Self.ufrag)\r
        a=ice-pwd:\(Self.password)\r
        a=setup:\(setup)\r
        a=fingerprint:sha-256 \(certificate.fingerprint.text)\r
        a=rtpmap:111 opus/48000/2\r\n
        """
    }

    /// Nominates the path, shakes hands and makes SRTP contexts, as `description` of the server
    /// asks.
    func connect(to description: String) async throws {
        send(
            check(
                try Self.attribute("ice-ufrag", of: description),
                try Self.attribute("ice-pwd", of: description)))
        try await eventually("a binding response") { self.datagrams(.stun).first }
        SSL_do_handshake(ssl)
        for datagram in bio.takeOutgoing() { send(datagram) }
        try await eventually("the handshake") { self.handshake() }
        try exportKeys()
    }

    func send(_ datagram: [UInt8]) {
        wire.send(datagram)
    }

    /// Sends one packet of sound, protected.
    func sendSound(_ sequence: UInt16, payload: [UInt8]) throws {
        var packet: [UInt8] = [0x80, 111] + bigEndian(sequence)
        packet += bigEndian(UInt32(sequence) &* 960) + bigEndian(UInt32(77))
        packet += [UInt8](repeating: 0, count: payload.count + 32)
        let length = try packet.withUnsafeMutableBytes { slot in
            try payload.withUnsafeBytes { payload in
                try sender?.protectRTP(slot, headerLength: 12, payload: payload)
            }
        }
        send(Array(packet[..<(length ?? 0)]))
    }

    /// Payloads of the RTP packets that have arrived, headers of 12 bytes and extensions left out.
    func receiveSound() throws -> [[UInt8]] {
        try datagrams(.media).compactMap { datagram in
            guard !DatagramKind.isRTCP(secondByte: datagram[1]) else { return nil }
            var packet = datagram
            let headerLength = Self.headerLength(of: packet)
            let length = try packet.withUnsafeMutableBytes {
                try receiver?.unprotectRTP($0, headerLength: headerLength)
            }
            return Array(packet[headerLength..<(length ?? headerLength)])
        }
    }

    private func handshake() -> Bool? {
        for datagram in datagrams(.dtls) {
            datagram.withUnsafeBytes { bytes in
                bio.incoming = bytes
                ERR_clear_error()
                SSL_do_handshake(ssl)
                bio.incoming = nil
            }
        }
        for datagram in bio.takeOutgoing() { send(datagram) }
        return SSL_is_init_finished(ssl) == 1 ? true : nil
    }

    private func exportKeys() throws {
        let profile = SRTPProfile.aeadAES128GCM
        var exported = [UInt8](repeating: 0, count: KeyingMaterial.exportedLength(of: profile))
        let label = "EXTRACTOR-dtls_srtp"
        SSL_export_keying_material(
            ssl, &exported, exported.count, label, label.utf8.count, nil, 0, 0)
        let keys = KeyingMaterial(profile: profile, exported: exported)
        sender = SRTPSender(profile: profile, key: keys.remoteKey, salt: keys.remoteSalt)
        receiver = SRTPReceiver(profile: profile, key: keys.localKey, salt: keys.localSalt)
    }

    private func datagrams(_ kind: DatagramKind) -> [[UInt8]] {
        wire.receiveAll().filter { DatagramKind(firstByte: $0[0]) == kind }
    }

    private func check(_ remoteUfrag: String, _ remotePassword: String) -> [UInt8] {
        var memory = [UInt8](repeating: 0, count: 256)
        let length = memory.withUnsafeMutableBytes { memory in
            var writer = STUNMessageWriter(
                messageClass: .request, method: .binding,
                transactionID: TransactionID(high: 1, low: 2), into: memory)
            writer.write(.username, Array("\(remoteUfrag):\(Self.ufrag)".utf8))
            writer.write(.priority, [0x6e, 0, 1, 0xff])
            writer.write(.iceControlling, [1, 2, 3, 4, 5, 6, 7, 8])
            writer.write(.useCandidate)
            writer.writeMessageIntegrity(key: Array(remotePassword.utf8))
            writer.writeFingerprint()
            return writer.count
        }
        return Array(memory[..<length])
    }

    static func attribute(_ name: String, of description: String) throws -> String {
        let prefix = "a=\(name):"
        guard
            let line = description.split(whereSeparator: \.isNewline)
                .first(where: { $0.hasPrefix(prefix) })
        else { throw Missed(what: prefix) }
        return String(line.dropFirst(prefix.count))
    }

    private static func headerLength(of packet: [UInt8]) -> Int {
        guard packet[0] & 0x10 != 0, packet.count >= 16 else { return 12 }
        return 16 + 4 * (Int(packet[14]) << 8 | Int(packet[15]))
    }

    private func bigEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
