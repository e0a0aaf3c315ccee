/// What one publisher sends: a picture in frames and a sound, both synthetic.
package struct MediaShape: Sendable, Equatable, Codable {
    /// Packets of video a second; 0 sends none.
    package var videoPackets = 156.0
    /// Frames a second, over which the packets are spread; each frame's packets leave together.
    package var frameRate = 30.0
    /// Bytes of a video packet as it is sent, its SRTP tag with it and its UDP header not.
    package var videoLength = 1_200
    /// Packets of sound a second; 0 sends none.
    package var audioPackets = 50.0
    /// Bytes of a packet of sound, likewise.
    package var audioLength = 140

    /// About 1.5 Mbit/s of video and 56 kbit/s of sound.
    package init() {}

    /// Room that headers, tag and the ``ProbeMark`` need.
    package static let shortestPacket = 100
    package static let longestPacket = 1_400

    package var packetRate: Double { videoPackets + audioPackets }

    /// In bits per second, UDP and IP headers left out.
    package var bitrate: Double {
        8 * (videoPackets * Double(videoLength) + audioPackets * Double(audioLength))
    }

    package var hasVideo: Bool { videoPackets > 0 && frameRate > 0 }
    package var hasAudio: Bool { audioPackets > 0 }

    /// What cannot be sent, in words for whoever asked for it; empty where all can.
    package func problems() -> [String] {
        var problems: [String] = []
        let lengths = Self.shortestPacket...Self.longestPacket
        if !hasVideo, !hasAudio { problems.append("there is neither picture nor sound to send") }
        if hasVideo, !lengths.contains(videoLength) {
            problems.append(
                "video packets take \(lengths.lowerBound) to \(lengths.upperBound) bytes")
        }
        if hasAudio, !lengths.contains(audioLength) {
            problems.append(
                "audio packets take \(lengths.lowerBound) to \(lengths.upperBound) bytes")
        }
        if hasVideo, !(1...1_000).contains(frameRate) || videoPackets < frameRate {
            problems.append("a frame needs at least one packet, and a second 1 to 1000 frames")
        }
        if hasVideo, videoPackets / frameRate > Double(Self.frameLimit) {
            problems.append("a frame takes at most \(Self.frameLimit) packets")
        }
        if audioPackets > 1_000 { problems.append("sound takes at most 1000 packets a second") }
        return problems
    }

    /// Packets of one frame.
    package static let frameLimit = 256
}
