/// What one shard's forwarding has done since it started. Plain integers, copied out to readers.
package struct ForwardingCounters: Sendable, Equatable {
    package var packetsReceived: UInt64 = 0
    package var packetsForwarded: UInt64 = 0
    package var datagramsUnrouted: UInt64 = 0
    package var stunRefused: UInt64 = 0
    package var srtpForged: UInt64 = 0
    package var srtpReplayed: UInt64 = 0
    package var packetsMalformed: UInt64 = 0
    package var retransmissionsRequested: UInt64 = 0
    package var retransmissionsSent: UInt64 = 0
    package var keyframesRequested: UInt64 = 0
    package var packetsRecorded: UInt64 = 0
    /// Packets of recorded rooms that the tap refused because consent was not given.
    package var packetsWithoutConsent: UInt64 = 0
    package var handshakesCompleted: UInt64 = 0
    package var handshakesFailed: UInt64 = 0
    package var rooms = 0
    package var endpoints = 0

    package init() {}
}
