import RTP
import Testing
import Wire

/// Bytes that no encoder made: whatever a parser says of them must lie within them.
@Suite struct NoiseTests {
    @Test(arguments: 0..<8)
    func `noise traps no parser`(seed: UInt64) {
        var noise = Noise(state: seed)
        var map = ExtensionMap()
        for (kind, id) in zip(ExtensionKind.allCases, ExtensionMap.ids) { map.map(id, to: kind) }

        for _ in 0..<2_000 {
            var packet = noise.bytes(Int.random(in: 0...80, using: &noise))
            // Half of the time something that looks like RTP, so that more than the head is read.
            if packet.count > 16, Bool.random(using: &noise) {
                packet[0] = 0x80 | packet[0] & 0x31
                packet.replaceSubrange(12..<16, with: [0xbe, 0xde, 0, packet[15] & 7])
            }
            readPacket(packet, map)
            readPayload(packet)
        }
    }

    private func readPacket(_ packet: [UInt8], _ map: ExtensionMap) {
        let bytes = packet.span.bytes
        guard let header = RTPHeader(parsing: bytes) else { return }
        _ = packet[header.payloadRange]
        let extensions = HeaderExtensions(parsing: bytes, header: header, map: map)
        for kind in ExtensionKind.allCases {
            if let range = extensions.range(of: kind) { _ = packet[range] }
        }
        _ = extensions.audioLevel(in: bytes)
        _ = extensions.captureTime(in: bytes)
        _ = extensions.videoRotation(in: bytes)
        _ = extensions.dependencyDescriptor(in: bytes)
    }

    private func readPayload(_ payload: [UInt8]) {
        let bytes = payload.span.bytes
        if let vp8 = VP8Payload(parsing: bytes) { _ = payload[vp8.descriptorLength] }
        if let vp9 = VP9Payload(parsing: bytes) { _ = payload[vp9.descriptorLength] }
        _ = H264Payload(parsing: bytes)?.isKeyframe
        if var elements = AV1Payload(parsing: bytes)?.elements {
            while let element = elements.next(in: bytes) { _ = payload[element] }
        }
    }
}
