/// What native applications built on libwebrtc offer, recorded with the `wrtc` package.
enum NativeOffers {
    /// Microphone and camera, one stream each; without H.264.
    static let camera = """
        v=0
        o=- 6620553932974808376 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=extmap-allow-mixed
        a=cryptex
        a=msid-semantic: WMS
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:KQru
        a=ice-pwd:cSN5lMTGFcY0P9DMcQv3fjWm
        a=ice-options:trickle
        a=fingerprint:sha-256 60:F2:03:85:44:69:CC:7B:B2:26:2C:9E:07:90:FF:9F:CA:07:95:CC:D9:D6:DD:B4:37:4D:89:A2:A4:31:89:52
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendonly
        a=msid:- 4f50a2fb-212b-4b15-bd90-738f8af97b95
        a=rtcp-mux
        a=rtcp-rsize
        a=rtcp-xr:rcvr-rtt=all
        a=rtcp-fb:111 rrtr
        a=rtcp-fb:63 rrtr
        a=rtcp-fb:9 rrtr
        a=rtcp-fb:0 rrtr
        a=rtcp-fb:8 rrtr
        a=rtcp-fb:13 rrtr
        a=rtcp-fb:110 rrtr
        a=rtcp-fb:126 rrtr
        a=rtpmap:111 opus/48000/2
        a=rtcp-fb:111 transport-cc
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:871440109 cname:62m8BdqD6JBri+ag
        a=ssrc:871440109 msid:- 4f50a2fb-212b-4b15-bd90-738f8af97b95
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101 39 40 102 103 104
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:KQru
        a=ice-pwd:cSN5lMTGFcY0P9DMcQv3fjWm
        a=ice-options:trickle
        a=fingerprint:sha-256 60:F2:03:85:44:69:CC:7B:B2:26:2C:9E:07:90:FF:9F:CA:07:95:CC:D9:D6:DD:B4:37:4D:89:A2:A4:31:89:52
        a=setup:actpass
        a=mid:1
        a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:13 urn:3gpp:video-orientation
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type
        a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing
        a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
        a=sendonly
        a=msid:- 4722762c-c414-422f-8406-d46f20095058
        a=rtcp-mux
        a=rtcp-rsize
        a=rtcp-xr:rcvr-rtt=all
        a=rtcp-fb:96 rrtr
        a=rtcp-fb:97 rrtr
        a=rtcp-fb:98 rrtr
        a=rtcp-fb:99 rrtr
        a=rtcp-fb:100 rrtr
        a=rtcp-fb:101 rrtr
        a=rtcp-fb:39 rrtr
        a=rtcp-fb:40 rrtr
        a=rtcp-fb:102 rrtr
        a=rtcp-fb:103 rrtr
        a=rtcp-fb:104 rrtr
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:98 VP9/90000
        a=rtcp-fb:98 goog-remb
        a=rtcp-fb:98 transport-cc
        a=rtcp-fb:98 ccm fir
        a=rtcp-fb:98 nack
        a=rtcp-fb:98 nack pli
        a=fmtp:98 profile-id=0
        a=rtpmap:99 rtx/90000
        a=fmtp:99 apt=98
        a=rtpmap:100 VP9/90000
        a=rtcp-fb:100 goog-remb
        a=rtcp-fb:100 transport-cc
        a=rtcp-fb:100 ccm fir
        a=rtcp-fb:100 nack
        a=rtcp-fb:100 nack pli
        a=fmtp:100 profile-id=2
        a=rtpmap:101 rtx/90000
        a=fmtp:101 apt=100
        a=rtpmap:39 AV1/90000
        a=rtcp-fb:39 goog-remb
        a=rtcp-fb:39 transport-cc
        a=rtcp-fb:39 ccm fir
        a=rtcp-fb:39 nack
        a=rtcp-fb:39 nack pli
        a=fmtp:39 level-idx=5;profile=0;tier=0
        a=rtpmap:40 rtx/90000
        a=fmtp:40 apt=39
        a=rtpmap:102 red/90000
        a=rtpmap:103 rtx/90000
        a=fmtp:103 apt=102
        a=rtpmap:104 ulpfec/90000
        a=ssrc-group:FID 418161240 3924565392
        a=ssrc:418161240 cname:62m8BdqD6JBri+ag
        a=ssrc:418161240 msid:- 4722762c-c414-422f-8406-d46f20095058
        a=ssrc:3924565392 cname:62m8BdqD6JBri+ag
        a=ssrc:3924565392 msid:- 4722762c-c414-422f-8406-d46f20095058
        """

    /// Microphone, and camera in three layers.
    static let simulcast = """
        v=0
        o=- 1408739224778362201 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=extmap-allow-mixed
        a=cryptex
        a=msid-semantic: WMS
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:dJz6
        a=ice-pwd:BArtms4IthsvWCWKXhZ6D9GF
        a=ice-options:trickle
        a=fingerprint:sha-256 D1:65:0F:78:4E:EC:1A:DA:7E:8E:7E:83:6E:F5:EB:21:98:19:4A:91:F8:4B:B8:BA:3D:DE:60:7A:3B:D7:55:22
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendonly
        a=msid:- ddd2b3e8-3fad-42ce-bbed-91e0e6f0a345
        a=rtcp-mux
        a=rtcp-rsize
        a=rtcp-xr:rcvr-rtt=all
        a=rtcp-fb:111 rrtr
        a=rtcp-fb:63 rrtr
        a=rtcp-fb:9 rrtr
        a=rtcp-fb:0 rrtr
        a=rtcp-fb:8 rrtr
        a=rtcp-fb:13 rrtr
        a=rtcp-fb:110 rrtr
        a=rtcp-fb:126 rrtr
        a=rtpmap:111 opus/48000/2
        a=rtcp-fb:111 transport-cc
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:248099268 cname:TqciXMdBjVAWxe9c
        a=ssrc:248099268 msid:- ddd2b3e8-3fad-42ce-bbed-91e0e6f0a345
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101 39 40 102 103 104
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:dJz6
        a=ice-pwd:BArtms4IthsvWCWKXhZ6D9GF
        a=ice-options:trickle
        a=fingerprint:sha-256 D1:65:0F:78:4E:EC:1A:DA:7E:8E:7E:83:6E:F5:EB:21:98:19:4A:91:F8:4B:B8:BA:3D:DE:60:7A:3B:D7:55:22
        a=setup:actpass
        a=mid:1
        a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:13 urn:3gpp:video-orientation
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type
        a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing
        a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
        a=extmap:12 https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension
        a=extmap:9 http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00
        a=sendonly
        a=msid:- efafa786-2971-4f8c-a093-a7b915d6992c
        a=rtcp-mux
        a=rtcp-rsize
        a=rtcp-xr:rcvr-rtt=all
        a=rtcp-fb:96 rrtr
        a=rtcp-fb:97 rrtr
        a=rtcp-fb:98 rrtr
        a=rtcp-fb:99 rrtr
        a=rtcp-fb:100 rrtr
        a=rtcp-fb:101 rrtr
        a=rtcp-fb:39 rrtr
        a=rtcp-fb:40 rrtr
        a=rtcp-fb:102 rrtr
        a=rtcp-fb:103 rrtr
        a=rtcp-fb:104 rrtr
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:98 VP9/90000
        a=rtcp-fb:98 goog-remb
        a=rtcp-fb:98 transport-cc
        a=rtcp-fb:98 ccm fir
        a=rtcp-fb:98 nack
        a=rtcp-fb:98 nack pli
        a=fmtp:98 profile-id=0
        a=rtpmap:99 rtx/90000
        a=fmtp:99 apt=98
        a=rtpmap:100 VP9/90000
        a=rtcp-fb:100 goog-remb
        a=rtcp-fb:100 transport-cc
        a=rtcp-fb:100 ccm fir
        a=rtcp-fb:100 nack
        a=rtcp-fb:100 nack pli
        a=fmtp:100 profile-id=2
        a=rtpmap:101 rtx/90000
        a=fmtp:101 apt=100
        a=rtpmap:39 AV1/90000
        a=rtcp-fb:39 goog-remb
        a=rtcp-fb:39 transport-cc
        a=rtcp-fb:39 ccm fir
        a=rtcp-fb:39 nack
        a=rtcp-fb:39 nack pli
        a=fmtp:39 level-idx=5;profile=0;tier=0
        a=rtpmap:40 rtx/90000
        a=fmtp:40 apt=39
        a=rtpmap:102 red/90000
        a=rtpmap:103 rtx/90000
        a=fmtp:103 apt=102
        a=rtpmap:104 ulpfec/90000
        a=rid:h send
        a=rid:m send
        a=rid:l send
        a=simulcast:send h;m;l
        """
}
