import DTLSSRTP
import RTP
import Wire

/// The streams that one publisher sends, when they are due.
final class SendingSide {
    /// A picture or a sound.
    private struct Stream {
        let ssrc: UInt32
        let source: UInt32
        let payloadType: UInt8
        let transportSequenceID: UInt8?
        let absSendTimeID: UInt8?
        let audioLevelID: UInt8?
        let length: Int
        let clockRate: Int64
        let interval: Int64
        /// Nanoseconds of the monotonic clock.
        var dueAt: Int64
        var sequenceNumber = UInt16.random(in: 0...0x7fff)
        let timestampOffset = UInt32.random(in: .min ... .max)
        var number: UInt64 = 0
        var payloadBytes: UInt32 = 0

        func timestamp(at time: Int64) -> UInt32 {
            timestampOffset &+ UInt32(truncatingIfNeeded: time / 1_000 * clockRate / 1_000_000)
        }
    }

    /// The picture's next frame is a key frame.
    private var wantsKeyframe = true
    private var pictureID = UInt16.random(in: 0...0x7fff)
    private var baseLayerIndex = UInt8.random(in: 0...255)
    private var transportSequenceNumber: UInt16 = 0
    private var video: Stream?
    private var audio: Stream?
    private let perFrame: Double
    private var owed = 0.0
    private var reportAt: Int64

    /// - Parameter source: what marks name: twice it for sound, one more for the picture.
    init(
        _ shape: MediaShape, _ streams: SentStreams, source: UInt32, remote: ServerDescription,
        now: MonotonicTime
    ) {
        let start = now.nanoseconds
        perFrame = shape.hasVideo ? shape.videoPackets / shape.frameRate : 0
        reportAt = start + .random(in: 0..<1_000_000_000)
        let make = { (isVideo: Bool, ssrc: UInt32?, rate: Double) -> Stream? in
            guard let ssrc, let agreed = remote.streams.first(where: { $0.isVideo == isVideo })
            else { return nil }
            let interval = Int64(1e9 / rate)
            return Stream(
                ssrc: ssrc, source: source << 1 | (isVideo ? 1 : 0),
                payloadType: agreed.payloadType,
                transportSequenceID: agreed.extensions.id(of: .transportSequence),
                absSendTimeID: agreed.extensions.id(of: .absSendTime),
                audioLevelID: isVideo ? nil : agreed.extensions.id(of: .audioLevel),
                length: isVideo ? shape.videoLength : shape.audioLength,
                clockRate: isVideo ? 90_000 : 48_000, interval: interval,
                dueAt: start + .random(in: 0..<interval))
        }
        video = make(true, streams.videoSSRC, shape.frameRate)
        audio = make(false, streams.audioSSRC, shape.audioPackets)
    }

    func requestKeyframe() {
        wantsKeyframe = true
    }

    var nextDeadline: MonotonicTime {
        let video = video?.dueAt ?? .max
        let audio = audio?.dueAt ?? .max
        return MonotonicTime(nanoseconds: min(video, audio, reportAt))
    }

    func advance(to now: MonotonicTime, by transport: LoadTransport, _ desk: WorkerDesk) {
        let time = now.nanoseconds
        if let due = video?.dueAt, due <= time {
            owed += perFrame
            let count = min(Int(owed), MediaShape.frameLimit)
            owed -= Double(count)
            send(&video, count, isVideo: true, now: time, by: transport, desk)
        }
        if let due = audio?.dueAt, due <= time {
            send(&audio, 1, isVideo: false, now: time, by: transport, desk)
        }
        if reportAt <= time {
            reportAt = time + 1_000_000_000
            sendReports(now: time, by: transport, desk)
        }
    }

    /// Builds `count` packets of one frame and sends them together.
    private func send(
        _ slot: inout Stream?, _ count: Int, isVideo: Bool, now: Int64,
        by transport: LoadTransport, _ desk: WorkerDesk
    ) {
        guard var stream = slot, let sender = transport.sender else { return }
        defer { slot = stream }
        desk.noteLateness(now - stream.dueAt)
        stream.dueAt += stream.interval
        // Too far behind to catch up: what was due is not sent.
        if now - stream.dueAt > Self.patience {
            let skipped = (now - stream.dueAt) / stream.interval
            stream.dueAt += skipped * stream.interval
            desk.counters.framesSkipped += UInt64(skipped)
        }
        let isKeyframe = isVideo && wantsKeyframe
        if isVideo {
            wantsKeyframe = false
            pictureID = (pictureID + 1) & 0x7fff
            baseLayerIndex &+= 1
        }
        let stamp = LoadClock.stamp()
        let timestamp = stream.timestamp(at: now)
        let head = transport.headRoom
        var used = 0
        for index in 0..<count {
            let packet = UnsafeMutableRawBufferPointer(rebasing: desk.sendSlab[(used + head)...])
            stream.sequenceNumber &+= 1
            let headerLength = writeHeader(
                of: stream, marker: isVideo && index == count - 1, timestamp: timestamp, stamp,
                into: packet)
            let payloadLength = stream.length - transport.tagLength - headerLength
            let payload = UnsafeMutableRawBufferPointer(
                rebasing: desk.payload[..<payloadLength])
            if isVideo {
                writeDescriptor(isFirst: index == 0, isKeyframe: isKeyframe, into: payload)
            } else {
                payload[0] = 0xfc
            }
            ProbeMark(source: stream.source, number: stream.number, sentAt: stamp)
                .write(atEndOf: payload)
            stream.number += 1
            stream.payloadBytes &+= UInt32(payloadLength)
            let length = try? sender.protectRTP(
                packet, headerLength: headerLength, payload: UnsafeRawBufferPointer(payload))
            desk.eraseMark(endOf: payload)
            guard let length else { continue }
            transport.writeHead(
                of: length, into: UnsafeMutableRawBufferPointer(rebasing: desk.sendSlab[used...]))
            used += head + length
        }
        let bytes = UnsafeRawBufferPointer(rebasing: desk.sendSlab[..<used])
        let unsent = transport.sendFramed(bytes, each: head + stream.length)
        desk.counters.packetsSent += UInt64(count - unsent)
        desk.counters.packetsUnsent += UInt64(unsent)
        desk.counters.bytesSent += UInt64(used)
    }

    private static let patience: Int64 = 1_000_000_000

    private func writeHeader(
        of stream: Stream, marker: Bool, timestamp: UInt32, _ stamp: UInt64,
        into packet: UnsafeMutableRawBufferPointer
    ) -> Int {
        let hasExtension =
            stream.transportSequenceID != nil || stream.absSendTimeID != nil
            || stream.audioLevelID != nil
        RTPHeader.write(
            payloadType: stream.payloadType, marker: marker,
            sequenceNumber: stream.sequenceNumber, timestamp: timestamp, ssrc: stream.ssrc,
            hasExtension: hasExtension, into: packet)
        guard hasExtension else { return RTPHeader.fixedLength }
        var extensions = HeaderExtensionsWriter(
            into: UnsafeMutableRawBufferPointer(rebasing: packet[RTPHeader.fixedLength...]))
        if let id = stream.audioLevelID { extensions.write(id, 0x9e as UInt8) }
        if let id = stream.absSendTimeID {
            // 6.18 fixed-point seconds.
            let time = UInt32(truncatingIfNeeded: (stamp / 1_000 << 18) / 1_000_000)
            extensions.writeUInt24(id, time & 0xff_ffff)
        }
        if let id = stream.transportSequenceID {
            transportSequenceNumber &+= 1
            extensions.write(id, transportSequenceNumber)
        }
        return RTPHeader.fixedLength + extensions.finish()
    }

    /// A VP8 payload descriptor with picture id and temporal layer, and at a frame's beginning the
    /// codec's own header (RFC 7741 §4.2, RFC 6386 §9.1).
    private func writeDescriptor(
        isFirst: Bool, isKeyframe: Bool, into payload: UnsafeMutableRawBufferPointer
    ) {
        payload[0] = isFirst ? 0x90 : 0x80
        payload[1] = 0xe0
        payload[2] = 0x80 | UInt8(pictureID >> 8)
        payload[3] = UInt8(truncatingIfNeeded: pictureID)
        payload[4] = baseLayerIndex
        payload[5] = 0
        guard isFirst else { return }
        payload[6] = isKeyframe ? 0x10 : 0x11
        payload[7] = 0
        payload[8] = 0
        guard isKeyframe else { return }
        let start: [7 of UInt8] = [0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02]  // 1280 × 720
        for index in 0..<7 { payload[9 + index] = start[index] }
    }

    // MARK: Reports

    private func sendReports(now: Int64, by transport: LoadTransport, _ desk: WorkerDesk) {
        let ntp = desk.ntpTime()
        for stream in [video, audio].compactMap(\.self) where stream.number > 0 {
            desk.sendRTCP(by: transport) { writer in
                SenderReport(
                    ssrc: stream.ssrc, ntp: ntp, rtpTimestamp: stream.timestamp(at: now),
                    packetCount: UInt32(truncatingIfNeeded: stream.number),
                    octetCount: stream.payloadBytes
                ).write(to: &writer)
            }
        }
    }

    /// Takes a plain compound packet: is a key frame asked for?
    func receiveRTCP(_ packet: RawSpan, _ desk: WorkerDesk) {
        var compound = RTCPCompound()
        while let block = compound.next(in: packet) {
            switch block.kind {
            case .pictureLossIndication, .fullIntraRequest: wantsKeyframe = true
            case .genericNACK: desk.counters.repeatsAsked += 1
            default: break
            }
        }
    }
}
