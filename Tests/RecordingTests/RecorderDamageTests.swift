import Recording
import Testing

/// Whatever comes in, the recorder goes on and what comes out is EBML.
@Suite struct RecorderDamageTests {
    @Test(arguments: UInt64(0)..<60)
    func `damaged, cut, shuffled and invented packets leave a valid file`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let codecs: [RecordedCodec] = [.opus, .vp8, .vp9, .av1, .h264]
        let streams: [FixtureStream] = [.opus, .vp8, .vp9, .av1, .h264]
        var run = RecordingRun(
            codecs.enumerated().map { index, codec in
                RecordedTrack(id: UInt32(index), codec: codec, label: "\(codec)")
            })
        var deliveries: [RecordingRun.Delivery] = []
        for (index, stream) in streams.enumerated() {
            deliveries += stream.deliveries(track: UInt32(index)) { _ in
                Int.random(in: 0..<20, using: &random) == 0
                    ? .random(in: 0..<1000, using: &random) : 0
            }
        }

        run.deliver(deliveries.map { Self.damaged($0, by: &random) })
        #expect(EBMLWalk(run.file).problem == nil)
        run.finish()

        let walk = EBMLWalk(run.file)
        #expect(walk.problem == nil)
        #expect(Self.blocksStayInOrder(run.file, walk))
    }

    private static func damaged(
        _ delivery: RecordingRun.Delivery, by random: inout SeededGenerator
    ) -> RecordingRun.Delivery {
        guard case .packet(var packet) = delivery.content else { return delivery }
        switch Int.random(in: 0..<40, using: &random) {
        case 0: packet = Array(packet.prefix(.random(in: 0...packet.count, using: &random)))
        case 1:
            packet[Int.random(in: packet.indices, using: &random)] = .random(
                in: 0...255, using: &random)
        case 2:
            packet[Int.random(in: 0..<12, using: &random)] ^=
                1 << UInt8.random(in: 0...7, using: &random)
        case 3:
            return RecordingRun.Delivery(
                at: delivery.at, track: delivery.track,
                content: .senderReport(
                    ntp: .random(in: 0...(.max), using: &random),
                    rtpTimestamp: .random(in: 0...(.max), using: &random)))
        case 4: packet = (0..<100).map { _ in .random(in: 0...255, using: &random) }
        default: break
        }
        return RecordingRun.Delivery(
            at: delivery.at, track: delivery.track, content: .packet(packet))
    }

    /// Clusters rise, and so do the blocks in each.
    private static func blocksStayInOrder(_ file: [UInt8], _ walk: EBMLWalk) -> Bool {
        var clusterTime = 0
        var latest = 0
        for element in walk.elements {
            switch element.id {
            case 0xE7: clusterTime = file[element.content].reduce(0) { $0 << 8 | Int($1) }
            case 0xA3:
                let start = element.content.lowerBound
                let relative = Int(Int16(file[start + 1]) << 8 | Int16(file[start + 2]))
                guard relative >= 0, clusterTime + relative >= latest else { return false }
                latest = clusterTime + relative
            default: break
            }
        }
        return true
    }
}
