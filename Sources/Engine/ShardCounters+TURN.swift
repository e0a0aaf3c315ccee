import TURN

// What operators read of TURN and of streams.
extension ShardCounters {
    static let streamMetrics: [Metric<ShardCounters>] = [
        Metric(gauge: "aorta_streams", "TCP and TLS connections with media.", \.streams.open),
        Metric(
            "aorta_streams_opened_total", "TCP and TLS connections taken for media.",
            \.streams.opened),
        Metric(
            "aorta_streams_refused_total", "Media connections refused for their number.",
            \.streams.refused),
        Metric(
            "aorta_streams_malformed_total", "Media connections closed for what came over them.",
            \.streams.malformed),
        Metric(
            "aorta_streams_unused_total", "Media connections closed because nothing used them.",
            \.streams.unused),
        Metric(
            "aorta_stream_datagrams_received_total", "Datagrams that came over connections.",
            \.streams.datagramsReceived),
        Metric(
            "aorta_stream_video_dropped_total", "Video packets a slow connection lost.",
            \.streams.lost.videoDropped),
        Metric(
            "aorta_stream_audio_dropped_total", "Audio packets a slow connection lost.",
            \.streams.lost.audioDropped),
        Metric(
            "aorta_stream_control_dropped_total",
            "Checks, handshakes and RTCP packets a slow connection lost.",
            \.streams.lost.controlDropped),
        Metric(
            "aorta_stream_answers_dropped_total", "TURN responses a slow connection lost.",
            \.streams.lost.answersDropped),
    ]

    static let turnMetrics: [Metric<ShardCounters>] =
        turnRequests + turnRefusals + turnPackets

    private static let turnRequests: [Metric<ShardCounters>] = [
        Metric(gauge: "aorta_turn_allocations", "TURN allocations.", \.turn.allocations),
        Metric("aorta_turn_allocated_total", "TURN allocations ever made.", \.turn.allocated),
        Metric(
            "aorta_turn_bindings_total", "STUN Binding requests answered.", \.turn.bindings),
    ]

    private static let turnRefusals: [Metric<ShardCounters>] = [
        Metric(
            "aorta_turn_refused_authentication_total",
            "TURN requests refused with 401, 438 or 441.", \.turn.refusals.authentication),
        Metric(
            "aorta_turn_unanswered_total",
            "TURN requests left unanswered because their source had enough refusals.",
            \.turn.refusals.unanswered),
        Metric(
            "aorta_turn_refused_forbidden_total", "TURN requests refused with 403.",
            \.turn.refusals.forbidden),
        Metric(
            "aorta_turn_refused_capacity_total", "TURN requests refused with 486 or 508.",
            \.turn.refusals.capacity),
        Metric(
            "aorta_turn_refused_other_total", "TURN requests refused otherwise.",
            \.turn.refusals.other),
    ]

    private static let turnPackets: [Metric<ShardCounters>] = [
        Metric(
            "aorta_turn_packets_from_clients_total", "Packets relayed from TURN clients.",
            \.turn.fromClients.packets),
        Metric(
            "aorta_turn_bytes_from_clients_total", "Bytes relayed from TURN clients.",
            \.turn.fromClients.bytes),
        Metric(
            "aorta_turn_packets_to_clients_total", "Packets relayed to TURN clients.",
            \.turn.toClients.packets),
        Metric(
            "aorta_turn_bytes_to_clients_total", "Bytes relayed to TURN clients.",
            \.turn.toClients.bytes),
        Metric(
            "aorta_turn_malformed_total", "TURN messages that could not be read.",
            \.turn.drops.malformed),
        Metric(
            "aorta_turn_unpermitted_total",
            "Packets without an allocation, a channel or a permission.",
            \.turn.drops.unpermitted),
        Metric(
            "aorta_turn_over_bitrate_total", "Packets above their user's bitrate.",
            \.turn.drops.overBitrate),
        Metric(
            "aorta_turn_too_long_total", "Packets too long to be relayed.",
            \.turn.drops.tooLong),
    ]
}
