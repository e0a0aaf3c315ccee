import ICE
import Wire

/// Limits and addresses of one shard's rooms.
package struct SFUConfiguration: Sendable, Equatable {
    /// Where browsers are told to send, most preferred first; each becomes a host candidate.
    package let candidates: [SocketAddress]
    /// The same as SDP writes them.
    let candidateAttributes: [String]
    /// Added to ``MonotonicTime`` it gives NTP time (RFC 3550 §4), in nanoseconds since 1900.
    package var ntpOffsetNanoseconds: Int64
    package var maximumRooms = 2_000
    package var maximumEndpointsPerRoom = 64
    package var maximumPublicationsPerEndpoint = 8

    package init(candidates: [SocketAddress], ntpOffsetNanoseconds: Int64) {
        self.candidates = candidates
        candidateAttributes = candidates.enumerated().map { rank, address in
            HostCandidate(address, rank: rank).attribute
        }
        self.ntpOffsetNanoseconds = ntpOffsetNanoseconds
    }
}
