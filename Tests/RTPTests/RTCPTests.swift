import RTP
import Testing
import Wire

@Suite struct RTCPTests {
    @Test func `a compound packet is walked block by block`() {
        let packet = written { writer in
            ReceiverReport.write(ssrc: 1, blocks: [block], to: &writer)
            SourceDescription.write(ssrc: 1, cname: Array("doctor".utf8), to: &writer)
            PictureLossIndication(senderSSRC: 1, mediaSSRC: 2).write(to: &writer)
        }
        let (blocks, isMalformed) = walk(packet)

        #expect(
            blocks.map(\.kind) == [.receiverReport, .sourceDescription, .pictureLossIndication])
        #expect(blocks.map(\.range) == [0..<32, 32..<52, 52..<64])
        #expect(!isMalformed)
    }

    @Test func `a block longer than the packet ends the walk as malformed`() {
        let (blocks, isMalformed) = walk([0x80, 203, 0, 0, 0x80, 203, 0, 1])
        #expect(blocks.count == 1)
        #expect(isMalformed)
    }

    @Test func `padding is left out, and refused where it exceeds the block`() {
        #expect(walk([0xa1, 203, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4]).blocks.first?.range == 0..<8)
        #expect(walk([0xa1, 203, 0, 2, 0, 0, 0, 9, 0, 0, 0, 9]).isMalformed)
        #expect(walk([0xa1, 203, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0]).isMalformed)
    }

    @Test func `a sender report with reports is read as written`() throws {
        let report = SenderReport(
            ssrc: 7, ntp: 0x0102_0304_0506_0708, rtpTimestamp: 9, packetCount: 10, octetCount: 11)
        let packet = written { report.write(blocks: [block, other], to: &$0) }
        let read = try #require(parse(packet) { SenderReport(parsing: $0, block: $1) })

        #expect(packet.count == 76)
        #expect(read.ssrc == 7 && read.ntp == report.ntp && read.rtpTimestamp == 9)
        #expect(read.packetCount == 10 && read.octetCount == 11)
        #expect(reports(read.reports, in: packet) == [block, other])
        #expect(SenderReport.compact(ntp: report.ntp) == 0x0304_0506)
    }

    @Test func `a receiver report keeps the sign of its losses`() throws {
        let packet = written { ReceiverReport.write(ssrc: 3, blocks: [other], to: &$0) }
        let read = try #require(parse(packet) { ReceiverReport(parsing: $0, block: $1) })

        #expect(read.ssrc == 3)
        #expect(reports(read.reports, in: packet) == [other])
    }

    @Test func `no more reports are written than a block can count`() throws {
        let packet = written {
            ReceiverReport.write(ssrc: 3, blocks: .init(repeating: block, count: 40), to: &$0)
        }
        let read = try #require(parse(packet) { ReceiverReport(parsing: $0, block: $1) })
        #expect(read.reports.count == 31)
    }

    @Test func `the round trip follows from a report block`() {
        var block = block
        block.lastSenderReport = 0xb705_2000  // RFC 3550 §6.4.1, figure 2.
        block.delaySinceLastSenderReport = 0x0005_4000
        #expect(block.roundTrip(arrival: 0xb710_8000) == 0x0006_2000)
        #expect(block.roundTrip(arrival: 0xb705_0000) == nil)
        block.lastSenderReport = 0
        #expect(block.roundTrip(arrival: 0xb710_8000) == nil)
    }

    @Test(arguments: 0...9)
    func `a name of any length is found again`(length: Int) {
        let name = [UInt8](repeating: 0x61, count: length)
        let packet = written { SourceDescription.write(ssrc: 5, cname: name, to: &$0) }
        #expect(packet.count % 4 == 0)
        #expect(cname(of: 5, in: packet) == name)
        #expect(cname(of: 6, in: packet) == nil)
    }

    @Test func `a name behind other items and chunks is found`() {
        let packet: [UInt8] = [
            0x82, 202, 0, 7,
            0, 0, 0, 1, 1, 1, 0x61, 0,
            0, 0, 0, 2, 2, 5, 1, 2, 3, 4, 5, 1, 2, 0x62, 0x63, 0, 0, 0, 0, 0,
        ]
        #expect(cname(of: 1, in: packet) == [0x61])
        #expect(cname(of: 2, in: packet) == [0x62, 0x63])
    }

    @Test func `a goodbye names its sources`() throws {
        let packet = written { Goodbye.write(ssrc: 77, to: &$0) }
        let read = try #require(parse(packet) { Goodbye(block: $1) })
        let ssrcs = (0..<3).map { read.ssrc(at: $0, in: packet.span.bytes) }
        #expect(read.count == 1)
        #expect(ssrcs == [77, nil, nil])
    }

    @Test func `missing numbers are packed into pairs, over the wrap`() throws {
        let missing: [UInt16] = [65530, 65533, 10, 11, 100]
        let packet = written {
            GenericNACK.write(senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: missing, to: &$0)
        }
        let read = try #require(parse(packet) { GenericNACK(parsing: $0, block: $1) })

        #expect(read.senderSSRC == 1 && read.mediaSSRC == 2)
        #expect(read.pairCount == 3)
        #expect(numbers(read, in: packet) == missing)
    }

    @Test func `a pair tells of seventeen packets`() {
        let pair = GenericNACK.Pair(packetID: 65535, following: 0xffff)
        #expect(Array(pair) == [65535] + (0...15))
        #expect(Array(GenericNACK.Pair(packetID: 4, following: 0)) == [4])
    }

    @Test func `nothing missing writes nothing`() {
        let packet = written {
            GenericNACK.write(senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: [], to: &$0)
        }
        #expect(packet.isEmpty)
    }

    @Test func `wishes for key frames are read as written`() throws {
        let indication = PictureLossIndication(senderSSRC: 8, mediaSSRC: 9)
        let first = written { indication.write(to: &$0) }
        #expect(first == [0x81, 206, 0, 2, 0, 0, 0, 8, 0, 0, 0, 9])
        #expect(parse(first) { PictureLossIndication(parsing: $0, block: $1) } == indication)

        let entry = FullIntraRequest.Entry(ssrc: 9, sequenceNumber: 3)
        let second = written { FullIntraRequest.write(senderSSRC: 8, entry: entry, to: &$0) }
        let read = try #require(parse(second) { FullIntraRequest(parsing: $0, block: $1) })
        let entries = (0..<2).map { read.entry(at: $0, in: second.span.bytes) }
        #expect(read.senderSSRC == 8 && read.entryCount == 1)
        #expect(entries == [entry, nil])
    }

    @Test(arguments: [0, 1, 300_000, 262_143, 262_144, 5_000_000_000, Int64.max])
    func `an estimated bitrate survives to eighteen bits`(bitrate: Int64) throws {
        let packet = written {
            ReceiverEstimatedMaximumBitrate.write(
                senderSSRC: 1, bitrate: bitrate, ssrcs: [2, 3], to: &$0)
        }
        let read = try #require(
            parse(packet) { ReceiverEstimatedMaximumBitrate(parsing: $0, block: $1) })
        let ssrcs = (0..<3).map { read.ssrc(at: $0, in: packet.span.bytes) }

        #expect(read.bitrate <= bitrate && bitrate - read.bitrate <= bitrate >> 17)
        #expect(ssrcs == [2, 3, nil])
    }

    @Test func `an exponent beyond any bitrate is cut, not trapped on`() throws {
        let packet: [UInt8] = [
            0x8f, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0x52, 0x45, 0x4d, 0x42, 0, 0xff, 0xff, 0xff,
        ]
        let read = parse(packet) { ReceiverEstimatedMaximumBitrate(parsing: $0, block: $1) }
        #expect(read?.bitrate == .max)
    }

    @Test func `memory too small overflows the writer and traps nothing`() {
        for room in 0..<40 {
            let packet = written(room: room) { writer in
                GenericNACK.write(
                    senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: [1, 50, 100], to: &writer)
                SourceDescription.write(ssrc: 1, cname: [1, 2, 3], to: &writer)
            }
            #expect(packet.count <= room)
        }
    }

    @Test func `no damage to a compound traps or leads out of the packet`() {
        let compound = everyBlock()
        for damaged in truncations(of: compound) + flippedBits(of: compound) {
            readEverything(damaged)
        }
        var noise = Noise(state: 3)
        for _ in 0..<2_000 {
            var damaged = compound
            for _ in 0..<8 {
                damaged[Int.random(in: 0..<damaged.count, using: &noise)] = .random(
                    in: 0...255, using: &noise)
            }
            readEverything(damaged)
        }
    }
}

private let block = ReportBlock(
    ssrc: 0x1111, fractionLost: 64, cumulativeLost: 0x7f_ffff, extendedHighestSequence: 0x1_0002,
    jitter: 5, lastSenderReport: 6, delaySinceLastSenderReport: 7)
private let other = ReportBlock(
    ssrc: 0x2222, fractionLost: 0, cumulativeLost: -3, extendedHighestSequence: 9,
    jitter: 8, lastSenderReport: 0, delaySinceLastSenderReport: 0)

private func everyBlock() -> [UInt8] {
    written { writer in
        SenderReport(ssrc: 1, ntp: 2, rtpTimestamp: 3, packetCount: 4, octetCount: 5)
            .write(blocks: [block, other], to: &writer)
        ReceiverReport.write(ssrc: 1, blocks: [block], to: &writer)
        SourceDescription.write(ssrc: 1, cname: Array("name".utf8), to: &writer)
        Goodbye.write(ssrc: 1, to: &writer)
        GenericNACK.write(senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: [1, 5, 99], to: &writer)
        PictureLossIndication(senderSSRC: 1, mediaSSRC: 2).write(to: &writer)
        FullIntraRequest.write(
            senderSSRC: 1, entry: .init(ssrc: 2, sequenceNumber: 3), to: &writer)
        ReceiverEstimatedMaximumBitrate.write(
            senderSSRC: 1, bitrate: 1_000_000, ssrcs: [2], to: &writer)
        _ = [0, 1, .min, 900].withUnsafeBufferPointer {
            TransportFeedback.write(
                senderSSRC: 1, mediaSSRC: 2, baseSequenceNumber: 3, arrivals: $0,
                feedbackCount: 4, to: &writer)
        }
    }
}

private func reports(_ list: ReportBlockList, in packet: [UInt8]) -> [ReportBlock] {
    (0..<list.count).compactMap { list.report(at: $0, in: packet.span.bytes) }
}

private func numbers(_ nack: GenericNACK, in packet: [UInt8]) -> [UInt16] {
    (0..<nack.pairCount).compactMap { nack.pair(at: $0, in: packet.span.bytes) }.flatMap { $0 }
}

private func cname(of ssrc: UInt32, in packet: [UInt8]) -> [UInt8]? {
    for block in walk(packet).blocks {
        if let names = SourceDescription(block: block),
            let range = names.cname(of: ssrc, in: packet.span.bytes)
        {
            return Array(packet[range])
        }
    }
    return nil
}

/// Reads whatever the blocks of `packet` offer; arrays trap where a place lies outside.
private func readEverything(_ packet: [UInt8]) {
    let bytes = packet.span.bytes
    for block in walk(packet).blocks {
        _ = packet[block.range]
        if let report = SenderReport(parsing: bytes, block: block) {
            _ = reports(report.reports, in: packet)
        }
        if let report = ReceiverReport(parsing: bytes, block: block) {
            _ = reports(report.reports, in: packet)
        }
        if let names = SourceDescription(block: block), let name = names.cname(of: 1, in: bytes) {
            _ = packet[name]
        }
        if let nack = GenericNACK(parsing: bytes, block: block) { _ = numbers(nack, in: packet) }
        if let bye = Goodbye(block: block) {
            for index in 0..<bye.count { _ = bye.ssrc(at: index, in: bytes) }
        }
        _ = PictureLossIndication(parsing: bytes, block: block)
        if let request = FullIntraRequest(parsing: bytes, block: block) {
            for index in 0..<request.entryCount { _ = request.entry(at: index, in: bytes) }
        }
        if let estimate = ReceiverEstimatedMaximumBitrate(parsing: bytes, block: block) {
            for index in 0..<estimate.ssrcCount { _ = estimate.ssrc(at: index, in: bytes) }
        }
        if let feedback = TransportFeedback(parsing: bytes, block: block) {
            var statuses = feedback.statuses
            while statuses.next(in: bytes) != nil {}
        }
    }
}
