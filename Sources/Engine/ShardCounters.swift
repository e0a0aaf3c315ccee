import SFU
import TURN

/// What one shard has done since it started. Plain integers: a shard alone writes its own, and
/// readers get a copy.
package struct ShardCounters: Sendable, Equatable {
    package var datagramsReceived: UInt64 = 0
    /// Longer than a slot.
    package var datagramsTruncated: UInt64 = 0
    /// Batches read; with ``datagramsReceived`` it says how well reading is amortised.
    package var batchesReceived: UInt64 = 0
    /// Times that reading stopped at its bound while more was waiting.
    package var drainsCutShort: UInt64 = 0
    /// Events that a room's reader was too slow for.
    package var eventsDropped: UInt64 = 0
    package var sent = SendCounters()
    package var streams = StreamCounters()
    package var turn = TURNCounters()
    package var forwarding = ForwardingCounters()

    package init() {}
}

extension ShardCounters {
    /// Every field with its public name; a test checks that none is missing.
    package static let metrics: [Metric<ShardCounters>] =
        reading + sending + forwardingMetrics + streamMetrics + turnMetrics

    private static let reading: [Metric<ShardCounters>] = [
        Metric(
            "aorta_datagrams_received_total", "Datagrams read from sockets.", \.datagramsReceived),
        Metric(
            "aorta_datagrams_truncated_total", "Datagrams too long to be read.",
            \.datagramsTruncated),
        Metric("aorta_batches_received_total", "Reads that gave datagrams.", \.batchesReceived),
        Metric(
            "aorta_drains_cut_short_total", "Reads stopped at their bound under load.",
            \.drainsCutShort),
        Metric(
            "aorta_events_dropped_total", "Room events whose reader was too slow.",
            \.eventsDropped),
    ]

    private static let sending: [Metric<ShardCounters>] = [
        Metric(
            "aorta_datagrams_sent_total", "Datagrams given to the kernel.", \.sent.datagramsSent),
        Metric("aorta_bytes_sent_total", "Bytes of datagrams sent.", \.sent.bytesSent),
        Metric(
            "aorta_segmented_messages_total", "Messages sent that held several datagrams.",
            \.sent.segmentedMessages),
        Metric(
            "aorta_datagrams_dropped_total", "Datagrams lost to a full send buffer.",
            \.sent.datagramsDropped),
        Metric(
            "aorta_datagrams_refused_total", "Datagrams the kernel refused for their destination.",
            \.sent.datagramsRefused),
        Metric(
            "aorta_segmentation_refused_total", "Destinations found not to take segmentation.",
            \.sent.segmentationRefused),
    ]

    private static let forwardingMetrics: [Metric<ShardCounters>] = [
        Metric(
            "aorta_packets_received_total", "RTP packets received.", \.forwarding.packetsReceived),
        Metric(
            "aorta_packets_forwarded_total", "RTP packets forwarded.",
            \.forwarding.packetsForwarded),
        Metric(
            "aorta_datagrams_unrouted_total", "Datagrams from no known endpoint.",
            \.forwarding.datagramsUnrouted),
        Metric(
            "aorta_stun_refused_total", "Connectivity checks that were refused.",
            \.forwarding.stunRefused),
        Metric(
            "aorta_srtp_forged_total", "Packets whose tag did not match.", \.forwarding.srtpForged),
        Metric("aorta_srtp_replayed_total", "Packets seen before.", \.forwarding.srtpReplayed),
        Metric(
            "aorta_packets_malformed_total", "Packets that could not be read.",
            \.forwarding.packetsMalformed),
        Metric(
            "aorta_retransmissions_requested_total", "Packets asked for again by receivers.",
            \.forwarding.retransmissionsRequested),
        Metric(
            "aorta_retransmissions_sent_total", "Packets sent again.",
            \.forwarding.retransmissionsSent),
        Metric(
            "aorta_keyframes_requested_total", "Key frames asked of publishers.",
            \.forwarding.keyframesRequested),
        Metric(
            "aorta_packets_recorded_total", "Packets handed to the recorder.",
            \.forwarding.packetsRecorded),
        Metric(
            "aorta_packets_without_consent_total",
            "Packets of recorded rooms left out because consent was not given.",
            \.forwarding.packetsWithoutConsent),
        Metric(
            "aorta_handshakes_completed_total", "DTLS handshakes completed.",
            \.forwarding.handshakesCompleted),
        Metric(
            "aorta_handshakes_failed_total", "DTLS handshakes failed.",
            \.forwarding.handshakesFailed),
        Metric(gauge: "aorta_rooms", "Rooms that are open.", \.forwarding.rooms),
        Metric(gauge: "aorta_endpoints", "Endpoints in open rooms.", \.forwarding.endpoints),
    ]
}
