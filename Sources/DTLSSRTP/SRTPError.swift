/// Why a packet was neither protected nor unprotected. Drop it and count it; the context is as it
/// was before.
package enum SRTPError: Error, Equatable, Sendable {
    /// Shorter than its header and tag, or a header length that cannot be.
    case truncated
    /// The slot has no room for the tag.
    case noRoom
    /// The tag does not match.
    case forged
    /// Seen before, or too old to tell. When sending: this sequence number has been used.
    case replayed
    /// An SRTCP packet whose E bit says it was not encrypted (RFC 3711 §3.4).
    case unencrypted
    /// The limit of SSRCs of one context is reached.
    case tooManyStreams
    /// 2^48 RTP or 2^31 RTCP packets under one key (RFC 3711 §9.2).
    case keyExhausted
    /// OpenSSL refused; no input makes it.
    case cipherFailed
}
