/// What Safari offers, written after the lists of its libwebrtc: H.264 high profile before
/// constrained baseline, then VP8 and VP9.
enum SafariOffers {
    /// Microphone and camera, one stream each.
    static let camera = """
        v=0
        o=- 4611731400430051336 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=extmap-allow-mixed
        a=msid-semantic: WMS 9A9F2D54-1C9B-4A1B-8E75-2F1AD7D5E5B1
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 102 0 8 13 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:T3sT
        a=ice-pwd:o7ZbqzV8dQ1f2mXyKc4RwE5s
        a=ice-options:trickle
        a=fingerprint:sha-256 11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendonly
        a=msid:9A9F2D54-1C9B-4A1B-8E75-2F1AD7D5E5B1 6C4B8D0E-4F7A-4E27-9C39-31F5A6D0B001
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:111 opus/48000/2
        a=rtcp-fb:111 transport-cc
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:9 G722/8000
        a=rtpmap:102 ILBC/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:3735928559 cname:Saf4riCn4me12345
        a=ssrc:3735928559 msid:9A9F2D54-1C9B-4A1B-8E75-2F1AD7D5E5B1 6C4B8D0E-4F7A-4E27-9C39-31F5A6D0B001
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101 103 104 127 125 108
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:T3sT
        a=ice-pwd:o7ZbqzV8dQ1f2mXyKc4RwE5s
        a=ice-options:trickle
        a=fingerprint:sha-256 11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00
        a=setup:actpass
        a=mid:1
        a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:13 urn:3gpp:video-orientation
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
        a=sendonly
        a=msid:9A9F2D54-1C9B-4A1B-8E75-2F1AD7D5E5B1 0F0E2A61-8A5D-4B5C-B3B1-7C29E1F2C002
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:96 H264/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:98 H264/90000
        a=rtcp-fb:98 goog-remb
        a=rtcp-fb:98 transport-cc
        a=rtcp-fb:98 ccm fir
        a=rtcp-fb:98 nack
        a=rtcp-fb:98 nack pli
        a=fmtp:98 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtpmap:99 rtx/90000
        a=fmtp:99 apt=98
        a=rtpmap:100 VP8/90000
        a=rtcp-fb:100 goog-remb
        a=rtcp-fb:100 transport-cc
        a=rtcp-fb:100 ccm fir
        a=rtcp-fb:100 nack
        a=rtcp-fb:100 nack pli
        a=rtpmap:101 rtx/90000
        a=fmtp:101 apt=100
        a=rtpmap:103 VP9/90000
        a=rtcp-fb:103 goog-remb
        a=rtcp-fb:103 transport-cc
        a=rtcp-fb:103 ccm fir
        a=rtcp-fb:103 nack
        a=rtcp-fb:103 nack pli
        a=fmtp:103 profile-id=0
        a=rtpmap:104 rtx/90000
        a=fmtp:104 apt=103
        a=rtpmap:127 red/90000
        a=rtpmap:125 rtx/90000
        a=fmtp:125 apt=127
        a=rtpmap:108 ulpfec/90000
        a=ssrc-group:FID 2596069104 2596069105
        a=ssrc:2596069104 cname:Saf4riCn4me12345
        a=ssrc:2596069104 msid:9A9F2D54-1C9B-4A1B-8E75-2F1AD7D5E5B1 0F0E2A61-8A5D-4B5C-B3B1-7C29E1F2C002
        a=ssrc:2596069105 cname:Saf4riCn4me12345
        a=ssrc:2596069105 msid:9A9F2D54-1C9B-4A1B-8E75-2F1AD7D5E5B1 0F0E2A61-8A5D-4B5C-B3B1-7C29E1F2C002
        """
}
