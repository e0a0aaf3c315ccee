import RTP
import Wire

/// What a decoder would make of the packets.
extension ReceivedStream {
    /// Packets of one RTP timestamp.
    package struct Frame: Sendable {
        package let packets: [Packet]

        package var first: Packet { packets[0] }
        package var source: UInt32? { first.trace?.source }
        package var isKeyframe: Bool { first.vp8?.isKeyframe ?? false }

        /// Whether it has all its packets, in their order, and nothing else.
        package var isWhole: Bool {
            guard let trace = first.trace, trace.index == 0, packets.count == Int(trace.count)
            else { return false }
            return packets.enumerated().allSatisfy { index, packet in
                packet.trace?.frame == trace.frame && packet.trace?.source == trace.source
                    && packet.trace.map { Int($0.index) } == index
                    && packet.number == first.number + Int64(index)
            }
        }
    }

    /// In the order of numbers, whatever came when.
    package var frames: [Frame] {
        var frames: [[Packet]] = []
        for packet in packets.sorted(by: { $0.number < $1.number }) {
            if frames.last?.last?.rtpTimestamp == packet.rtpTimestamp {
                frames[frames.count - 1].append(packet)
            } else {
                frames.append([packet])
            }
        }
        return frames.map(Frame.init)
    }

    /// What a decoder would stumble over, in words; empty where nothing is missing and all is as
    /// it was sent. Frames of another source must begin with a key frame.
    package var faults: [String] {
        var faults: [String] = []
        if strangers > 0 { faults.append("\(strangers) packets of a foreign payload type") }
        var former: Frame?
        var frames = frames
        if frames.last?.isWhole == false { frames.removeLast() }  // Still on its way.
        for (index, frame) in frames.enumerated() {
            defer { former = frame }
            let name = "frame at \(frame.first.number)"
            // The last frame of a source may be cut off where another begins.
            let isLast = index + 1 < frames.count && frames[index + 1].source != frame.source
            if !frame.isWhole, !isLast { faults.append("\(name) is not whole") }
            guard let former else {
                if isVideo, !frame.isKeyframe { faults.append("\(name), the first, is no key") }
                continue
            }
            if frame.first.number != (former.packets.last?.number ?? 0) + 1 {
                faults.append("\(name) follows a gap")
            }
            guard isVideo else { continue }
            let isContinuous =
                frame.source == former.source
                && frame.first.trace?.frame == former.first.trace.map { $0.frame + 1 }
            if !frame.isKeyframe, !isContinuous { faults.append("\(name) lacks its reference") }
            faults += countingFaults(of: frame, after: former).map { "\(name): \($0)" }
        }
        return faults
    }

    private func countingFaults(of frame: Frame, after former: Frame) -> [String] {
        var faults: [String] = []
        let picture = frame.first.vp8?.pictureID?.value
        if picture != former.first.vp8?.pictureID.map({ ($0.value + 1) & 0x7fff }) {
            faults.append("picture id jumps")
        }
        let base = frame.first.vp8?.baseLayerIndex?.value
        if base != former.first.vp8?.baseLayerIndex.map({ $0.value &+ 1 }) {
            faults.append("TL0PICIDX jumps")
        }
        let step = Int32(bitPattern: frame.first.rtpTimestamp &- former.first.rtpTimestamp)
        if step <= 0 { faults.append("time goes back by \(-step)") }
        return faults
    }
}
