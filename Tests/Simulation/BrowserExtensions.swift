import RTP
import Wire

/// Header extensions with the numbers that Chromium offers them under.
enum BrowserExtension {
    static let audioLevel: UInt8 = 1
    static let absSendTime: UInt8 = 2
    static let transportSequence: UInt8 = 3
    static let mid: UInt8 = 4
    static let rid: UInt8 = 10
    static let repairedRid: UInt8 = 11

    static let audio: [(UInt8, String)] = [
        (audioLevel, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
        (absSendTime, "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
        (
            transportSequence,
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        ),
        (mid, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    ]
    static let video: [(UInt8, String)] =
        audio.dropFirst() + [
            (rid, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
            (repairedRid, "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
        ]
}
