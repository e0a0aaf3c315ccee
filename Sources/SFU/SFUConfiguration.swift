import ICE
import Wire

/// Limits and addresses of one shard's rooms.
package struct SFUConfiguration: Sendable, Equatable {
    /// Where browsers are told to send, most preferred first; each becomes a host candidate.
    package let candidates: [SocketAddress]
    /// Which of the engine's shards these rooms are on.
    let shard: Int
    /// All candidates as SDP writes them.
    let candidateAttributes: [String]
    /// Added to ``MonotonicTime`` it gives NTP time (RFC 3550 §4), in nanoseconds since 1900.
    package var ntpOffsetNanoseconds: Int64
    package var maximumRooms = 2_000
    package var maximumEndpointsPerRoom = 64
    /// Of endpoints that only send or only receive: an audience.
    package var maximumOneWayEndpointsPerRoom = 2_000
    package var maximumPublicationsPerEndpoint = 8
    /// Whether what a subscriber receives follows what its path is found to carry. Else it receives
    /// the best that arrives and is shown.
    package var followsBandwidth = false

    /// - Parameter tcpCandidates: where the server listens for ICE over TCP (RFC 6544).
    package init(
        candidates: [SocketAddress], tcpCandidates: [SocketAddress] = [], shard: Int = 0,
        ntpOffsetNanoseconds: Int64
    ) {
        self.candidates = candidates
        self.shard = shard
        let datagrams = candidates.enumerated().map { rank, address in
            HostCandidate(address, rank: rank).attribute
        }
        let streams = tcpCandidates.enumerated().map { rank, address in
            HostCandidate(address, .tcpPassive, rank: rank).attribute
        }
        candidateAttributes = datagrams + streams
        self.ntpOffsetNanoseconds = ntpOffsetNanoseconds
    }
}
