import Wire

/// Protects what is sent to one endpoint (RFC 3711 §3.3, RFC 7714).
///
/// Confined to its shard's queue; allocates only when a new SSRC appears. An index is never used
/// twice, whatever the caller asks: with GCM that would give the key away (RFC 7714 §14.2).
package final class SRTPSender {
    /// SSRCs of RTP, and as many of RTCP, that can be sent.
    package static let streamLimit = 512

    private let profile: SRTPProfile
    private let rtpCipher: SRTPCipher
    private let rtcpCipher: SRTPCipher
    private var rtpStreams = SRTPStreamTable(limit: SRTPSender.streamLimit)
    private var rtcpStreams = SRTPStreamTable(limit: SRTPSender.streamLimit)

    /// - Parameters:
    ///   - key: master key of ``SRTPProfile/keyLength`` bytes.
    ///   - salt: master salt of ``SRTPProfile/saltLength`` bytes.
    package init(profile: SRTPProfile, key: [UInt8], salt: [UInt8]) {
        self.profile = profile
        rtpCipher = SRTPCipher(
            profile: profile, kind: .rtp, direction: .encrypt, masterKey: key, masterSalt: salt)
        rtcpCipher = SRTPCipher(
            profile: profile, kind: .rtcp, direction: .encrypt, masterKey: key, masterSalt: salt)
    }

    /// Makes one SRTP packet of the RTP header at the start of `slot` and of `payload`, which is
    /// encrypted to behind it.
    ///
    /// - Parameters:
    ///   - slot: room for header, payload and ``SRTPProfile/rtpOverhead``. Does not overlap
    ///     `payload`, unless `payload` is exactly what stands behind the header.
    ///   - headerLength: of the RTP header with CSRCs and extension, in bytes.
    /// - Returns: the length of the SRTP packet.
    package func protectRTP(
        _ slot: UnsafeMutableRawBufferPointer, headerLength: Int, payload: UnsafeRawBufferPointer
    ) throws(SRTPError) -> Int {
        let length = headerLength + payload.count
        guard headerLength >= 12, let start = slot.baseAddress else { throw .truncated }
        guard length + profile.tagLength <= slot.count else { throw .noRoom }
        let ssrc = slot.bigEndian(at: 8, as: UInt32.self)
        let sequenceNumber = slot.bigEndian(at: 2, as: UInt16.self)

        guard let stream = rtpStreams.find(ssrc) ?? rtpStreams.insert(SRTPStream(ssrc: ssrc))
        else { throw .tooManyStreams }
        guard let index = stream.pointee.index(of: sequenceNumber),
            stream.pointee.isNew(index)
        else { throw .replayed }
        guard index < 1 << 48 else { throw .keyExhausted }

        let parts = SRTPCipher.Parts(
            header: UnsafeRawBufferPointer(start: start, count: headerLength),
            input: payload,
            output: start + headerLength,
            trailer: UInt32(truncatingIfNeeded: index >> 16))
        stream.pointee.record(index)
        try rtpCipher.seal(parts, nonce: PacketNonce(ssrc: ssrc, index: index), tag: start + length)
        return length + profile.rtpOverhead
    }

    /// Protects the compound RTCP packet in the first `length` bytes of `slot`, in place.
    ///
    /// - Parameter slot: room for the packet and ``SRTPProfile/rtcpOverhead``.
    /// - Returns: the length of the SRTCP packet.
    package func protectRTCP(
        _ slot: UnsafeMutableRawBufferPointer, length: Int
    ) throws(SRTPError) -> Int {
        guard length >= SRTCPLayout.headerLength, let start = slot.baseAddress
        else { throw .truncated }
        guard length + profile.rtcpOverhead <= slot.count else { throw .noRoom }
        let layout = SRTCPLayout(profile: profile, plainLength: length)
        let ssrc = slot.bigEndian(at: 4, as: UInt32.self)

        guard let stream = rtcpStreams.find(ssrc) ?? rtcpStreams.insert(SRTPStream(ssrc: ssrc))
        else { throw .tooManyStreams }
        // Starts at zero and goes up by one (RFC 3711 §3.4).
        let index = stream.pointee.highest.map { $0 + 1 } ?? 0
        guard index < UInt64(SRTCPLayout.encryptedBit) else { throw .keyExhausted }

        stream.pointee.record(index)
        let word = SRTCPLayout.encryptedBit | UInt32(truncatingIfNeeded: index)
        try rtcpCipher.seal(
            layout.parts(of: start, trailer: word), nonce: PacketNonce(ssrc: ssrc, index: index),
            tag: start + layout.tagOffset)
        slot.storeBytes(of: word.bigEndian, toByteOffset: layout.wordOffset, as: UInt32.self)
        return length + profile.rtcpOverhead
    }
}
