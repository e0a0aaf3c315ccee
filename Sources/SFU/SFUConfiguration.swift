import Wire

/// Limits and addresses of one shard's rooms.
package struct SFUConfiguration: Sendable, Equatable {
    /// Where browsers are told to send, most preferred first; each becomes a host candidate.
    package var candidates: [SocketAddress]
    /// Added to ``MonotonicTime`` it gives NTP time (RFC 3550 §4), in nanoseconds since 1900.
    package var ntpOffsetNanoseconds: Int64
    package var maximumRooms = 2_000
    package var maximumEndpointsPerRoom = 64
    package var maximumPublicationsPerEndpoint = 8

    package init(candidates: [SocketAddress], ntpOffsetNanoseconds: Int64) {
        self.candidates = candidates
        self.ntpOffsetNanoseconds = ntpOffsetNanoseconds
    }
}
