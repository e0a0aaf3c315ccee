import RTP
import Testing
import Wire

@Suite struct HeaderExtensionsTests {
    @Test func `ids are mapped, one kind an id and one id a kind`() {
        var map = ExtensionMap()
        let accepted = [
            map.map(1, to: .mid), map.map(14, to: .rid), map.map(1, to: .audioLevel),
            map.map(0, to: .audioLevel), map.map(15, to: .audioLevel), map.map(7, to: .rid),
        ]

        #expect(accepted == [true, true, false, false, false, true])

        #expect(map.kind(of: 1) == .mid)
        #expect(map.kind(of: 14) == nil)
        #expect(map.kind(of: 200) == nil)
        #expect(map.id(of: .rid) == 7)
        #expect(map.id(of: .audioLevel) == nil)
    }

    @Test func `every kind fits the map and finds back from its URI`() {
        var map = ExtensionMap()
        for (kind, id) in zip(ExtensionKind.allCases, ExtensionMap.ids) {
            map.map(id, to: kind)
            #expect(map.kind(of: id) == kind)
            #expect(ExtensionKind(uri: kind.uri) == kind)
        }
        #expect(ExtensionKind(uri: "urn:nothing") == nil)
    }

    @Test func `one-byte elements are found, padding and strangers passed over`() throws {
        let packet = packet(
            0xbede,
            [0x00, 0x12, 0x61, 0x62, 0x63, 0xd0, 0xff, 0x51, 0x12, 0x34, 0x60, 0x85, 0x42, 1, 2, 3])
        let found = try #require(parse(packet))

        #expect(found.range(of: .mid) == 18..<21)
        #expect(found.range(of: .rid) == nil)
        #expect(transportSequence(packet) == 0x1234)
        #expect(audioLevel(packet) == AudioLevel(level: 5, isVoice: true))
        #expect(sendTime(packet) == 0x010203)
    }

    @Test func `id 15 ends a one-byte block`() throws {
        let found = try #require(parse(packet(0xbede, [0xf0, 0x00, 0x11, 0x61])))
        #expect(found.range(of: .mid) == nil)
    }

    @Test func `two-byte elements are found, whatever the application bits`() throws {
        let found = try #require(
            parse(packet(0x1007, [0, 1, 2, 0x61, 0x62, 9, 0, 5, 2, 0x12, 0x34, 0])))

        #expect(found.range(of: .mid) == 19..<21)
        #expect(found.range(of: .dependencyDescriptor) == 23..<23)
        #expect(found.range(of: .transportSequence) == 25..<27)
    }

    @Test func `an element that leaves the block ends the pass`() throws {
        let found = try #require(parse(packet(0xbede, [0x10, 0x61, 0x5f, 0x00])))
        #expect(found.range(of: .mid) == 17..<18)
        #expect(found.range(of: .transportSequence) == nil)
    }

    @Test func `a block of another profile holds nothing`() throws {
        let found = try #require(parse(packet(0x1234, [0x10, 0x61, 0, 0])))
        #expect(found.range(of: .mid) == nil)
    }

    @Test func `no damage makes a place leave the packet`() {
        for whole in [written(.oneByte), written(.twoByte)] {
            for damaged in truncations(of: whole) + flippedBits(of: whole) {
                guard let found = parse(damaged) else { continue }
                for kind in ExtensionKind.allCases {
                    #expect(found.range(of: kind)?.upperBound ?? 0 <= damaged.count)
                }
                readAllValues(damaged)
            }
        }
    }

    @Test(arguments: [HeaderExtensionsWriter.Form.oneByte, .twoByte])
    func `a written block is read back`(form: HeaderExtensionsWriter.Form) throws {
        let packet = written(form)
        let found = try #require(parse(packet))

        #expect(packet.count % 4 == 0)
        #expect(found.range(of: .mid).map { Array(packet[$0]) } == Array("mid0".utf8))
        #expect(transportSequence(packet) == 0xabcd)
        #expect(sendTime(packet) == 0x123456)
        #expect(audioLevel(packet) == AudioLevel(level: 127, isVoice: false))
        #expect(descriptor(packet)?.frameNumber == 0x0203)
    }

    @Test func `only the two-byte form says an element over 16 bytes`() {
        let long = [UInt8](repeating: 7, count: 17)
        #expect(blockLength(.oneByte, id: 9, value: long, room: 64) == 0)
        #expect(blockLength(.twoByte, id: 9, value: long, room: 64) == 24)
    }

    @Test func `a block that does not fit has no length`() {
        #expect(blockLength(.oneByte, id: 1, value: [0], room: 3) == 0)
        #expect(blockLength(.oneByte, id: 1, value: [0, 0], room: 6) == 0)
        #expect(blockLength(.oneByte, id: 1, value: [0, 0], room: 7) == 0)
        #expect(blockLength(.oneByte, id: 1, value: [0, 0], room: 8) == 8)
    }

    @Test func `an element without an id, or an empty one, makes no block`() {
        #expect(blockLength(.oneByte, id: 15, value: [0], room: 64) == 0)
        #expect(blockLength(.oneByte, id: 0, value: [0], room: 64) == 0)
        #expect(blockLength(.oneByte, id: 1, value: [], room: 64) == 0)
    }

    @Test func `a dependency descriptor tells frame borders and a new structure`() throws {
        let key = try #require(descriptor(ofValue: [0x85, 0x01, 0x02, 0x80]))
        #expect(key.isStartOfFrame && !key.isEndOfFrame)
        #expect(key.templateID == 5)
        #expect(key.frameNumber == 0x0102)
        #expect(key.hasStructure && !key.hasActiveDecodeTargets)

        let delta = try #require(descriptor(ofValue: [0xc1, 0, 9]))
        #expect(delta.isStartOfFrame && delta.isEndOfFrame && !delta.hasStructure)
        #expect(descriptor(ofValue: [0xc1, 0]) == nil)
    }
}

/// mid 1, abs-send-time 4, transport 5, audio level 6, dependency descriptor 9.
private let map: ExtensionMap = {
    var map = ExtensionMap()
    map.map(1, to: .mid)
    map.map(4, to: .absSendTime)
    map.map(5, to: .transportSequence)
    map.map(6, to: .audioLevel)
    map.map(9, to: .dependencyDescriptor)
    return map
}()

private func packet(_ profile: UInt16, _ elements: [UInt8]) -> [UInt8] {
    [0x90, 96] + [UInt8](repeating: 0, count: 10)
        + [UInt8(profile >> 8), UInt8(profile & 0xff), 0, UInt8(elements.count / 4)] + elements
}

private func written(_ form: HeaderExtensionsWriter.Form) -> [UInt8] {
    var packet = [UInt8](repeating: 0xee, count: 128)
    let length = packet.withUnsafeMutableBytes { memory in
        RTPHeader.write(
            payloadType: 96, marker: false, sequenceNumber: 0, timestamp: 0, ssrc: 0,
            hasExtension: true, into: memory)
        var writer = HeaderExtensionsWriter(
            into: UnsafeMutableRawBufferPointer(rebasing: memory[12...]), form: form)
        "mid0".utf8.withContiguousStorageIfAvailable { writer.write(1, UnsafeRawBufferPointer($0)) }
        writer.writeUInt24(4, 0x123456)
        writer.write(5, UInt16(0xabcd))
        writer.write(6, UInt8(127))
        [0xc1 as UInt8, 2, 3].withUnsafeBytes { writer.write(9, $0) }
        return 12 + writer.finish()
    }
    return Array(packet.prefix(length))
}

private func blockLength(
    _ form: HeaderExtensionsWriter.Form, id: UInt8, value: [UInt8], room: Int
) -> Int {
    var memory = [UInt8](repeating: 0, count: room)
    return memory.withUnsafeMutableBytes { bytes in
        var writer = HeaderExtensionsWriter(into: bytes, form: form)
        value.withUnsafeBytes { writer.write(id, $0) }
        return writer.finish()
    }
}

private func parse(_ packet: [UInt8]) -> HeaderExtensions? {
    guard let header = RTPHeader(parsing: packet.span.bytes) else { return nil }
    return HeaderExtensions(parsing: packet.span.bytes, header: header, map: map)
}

private func transportSequence(_ packet: [UInt8]) -> UInt16? {
    parse(packet)?.transportSequenceNumber(in: packet.span.bytes)
}

private func sendTime(_ packet: [UInt8]) -> UInt32? {
    parse(packet)?.absoluteSendTime(in: packet.span.bytes)
}

private func audioLevel(_ packet: [UInt8]) -> AudioLevel? {
    parse(packet)?.audioLevel(in: packet.span.bytes)
}

private func descriptor(_ packet: [UInt8]) -> DependencyDescriptor? {
    parse(packet)?.dependencyDescriptor(in: packet.span.bytes)
}

private func descriptor(ofValue value: [UInt8]) -> DependencyDescriptor? {
    DependencyDescriptor(parsing: value.span.bytes)
}

private func readAllValues(_ packet: [UInt8]) {
    let found = parse(packet)
    _ = found?.captureTime(in: packet.span.bytes)
    _ = found?.videoRotation(in: packet.span.bytes)
    _ = transportSequence(packet)
    _ = sendTime(packet)
    _ = audioLevel(packet)
    _ = descriptor(packet)
}
