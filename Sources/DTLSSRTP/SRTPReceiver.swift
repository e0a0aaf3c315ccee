import Wire

/// Unprotects what one endpoint sends (RFC 3711 §3.3, RFC 7714).
///
/// State changes only after a packet has been authenticated. Confined to its shard's queue;
/// allocates only when a new SSRC appears.
package final class SRTPReceiver {
    /// SSRCs of RTP, and as many of RTCP, that are told apart.
    package static let streamLimit = 64

    private let profile: SRTPProfile
    private let rtpCipher: SRTPCipher
    private let rtcpCipher: SRTPCipher
    private var rtpStreams: SRTPStreamTable
    private var rtcpStreams: SRTPStreamTable

    /// - Parameters:
    ///   - key: master key of ``SRTPProfile/keyLength`` bytes.
    ///   - salt: master salt of ``SRTPProfile/saltLength`` bytes.
    ///   - streamLimit: another one than a server's own.
    package init(
        profile: SRTPProfile, key: [UInt8], salt: [UInt8],
        streamLimit: Int = SRTPReceiver.streamLimit
    ) {
        self.profile = profile
        rtpStreams = SRTPStreamTable(limit: streamLimit)
        rtcpStreams = SRTPStreamTable(limit: streamLimit)
        rtpCipher = SRTPCipher(
            profile: profile, kind: .rtp, direction: .decrypt, masterKey: key, masterSalt: salt)
        rtcpCipher = SRTPCipher(
            profile: profile, kind: .rtcp, direction: .decrypt, masterKey: key, masterSalt: salt)
    }

    /// Authenticates and decrypts one SRTP packet in place.
    ///
    /// - Parameter headerLength: of the RTP header with CSRCs and extension, in bytes.
    /// - Returns: the length of the plain RTP packet, which is the prefix of `packet`.
    /// - Throws: ``SRTPError``. The payload is then undefined: drop the packet.
    package func unprotectRTP(
        _ packet: UnsafeMutableRawBufferPointer, headerLength: Int
    ) throws(SRTPError) -> Int {
        let length = packet.count - profile.tagLength
        guard headerLength >= 12, headerLength <= length, let start = packet.baseAddress
        else { throw .truncated }
        let ssrc = packet.bigEndian(at: 8, as: UInt32.self)
        let sequenceNumber = packet.bigEndian(at: 2, as: UInt16.self)

        let known = rtpStreams.find(ssrc)
        guard known != nil || rtpStreams.count < rtpStreams.limit else { throw .tooManyStreams }
        let estimate =
            known == nil ? UInt64(sequenceNumber) : known?.pointee.index(of: sequenceNumber)
        guard let index = estimate, known?.pointee.isNew(index) ?? true else { throw .replayed }

        let parts = SRTPCipher.Parts(
            header: UnsafeRawBufferPointer(start: start, count: headerLength),
            input: UnsafeRawBufferPointer(
                start: start + headerLength, count: length - headerLength),
            output: start + headerLength,
            trailer: UInt32(truncatingIfNeeded: index >> 16))
        try rtpCipher.open(parts, nonce: PacketNonce(ssrc: ssrc, index: index), tag: start + length)
        (known ?? rtpStreams.insert(SRTPStream(ssrc: ssrc)))?.pointee.record(index)
        return length
    }

    /// Authenticates and decrypts one compound SRTCP packet in place.
    ///
    /// - Returns: the length of the plain compound packet, which is the prefix of `packet`.
    /// - Throws: ``SRTPError``. The contents are then undefined: drop the packet.
    package func unprotectRTCP(
        _ packet: UnsafeMutableRawBufferPointer
    ) throws(SRTPError) -> Int {
        let length = packet.count - profile.rtcpOverhead
        guard length >= SRTCPLayout.headerLength, let start = packet.baseAddress
        else { throw .truncated }
        let layout = SRTCPLayout(profile: profile, plainLength: length)
        let ssrc = packet.bigEndian(at: 4, as: UInt32.self)
        let word = packet.bigEndian(at: layout.wordOffset, as: UInt32.self)
        guard word & SRTCPLayout.encryptedBit != 0 else { throw .unencrypted }
        let index = UInt64(word & ~SRTCPLayout.encryptedBit)

        let known = rtcpStreams.find(ssrc)
        guard known != nil || rtcpStreams.count < rtcpStreams.limit else { throw .tooManyStreams }
        guard known?.pointee.isNew(index) ?? true else { throw .replayed }

        try rtcpCipher.open(
            layout.parts(of: start, trailer: word), nonce: PacketNonce(ssrc: ssrc, index: index),
            tag: start + layout.tagOffset)
        (known ?? rtcpStreams.insert(SRTPStream(ssrc: ssrc)))?.pointee.record(index)
        return length
    }
}
