/// Puts AV1 temporal units into RTP payloads (AV1 RTP payload format 1.0 §4), for tests.
struct AV1Packetization {
    let payloadLimit: Int
    /// Whether each element carries its length (W = 0), or all but the last one.
    var writesEveryLength = false
    /// Whether OBUs keep `obu_size` inside RTP, which is allowed but not recommended.
    var keepsSizes = false

    func packets(of temporalUnits: [[UInt8]], ticks: UInt32 = 6000) -> [TestPacket] {
        var packets: [TestPacket] = []
        for (index, unit) in temporalUnits.enumerated() {
            let payloads = payloads(of: unit)
            for (position, payload) in payloads.enumerated() {
                packets.append(
                    TestPacket(
                        sequenceNumber: UInt16(truncatingIfNeeded: packets.count),
                        rtpTimestamp: UInt32(index) &* ticks,
                        isMarked: position == payloads.count - 1, payload: payload))
            }
        }
        return packets
    }

    private func payloads(of unit: [UInt8]) -> [[UInt8]] {
        let obus = Self.obus(of: unit).filter { $0[0] >> 3 & 0x0F != 2 }
            .map { keepsSizes ? $0 : Self.removingSize($0) }
        var payloads: [[UInt8]] = []
        var elements: [ArraySlice<UInt8>] = []
        var room = payloadLimit
        var continues = false

        func flush(endsOpen: Bool) {
            payloads.append(payload(elements, continues: continues, endsOpen: endsOpen))
            elements = []
            room = payloadLimit
            continues = endsOpen
        }
        for obu in obus {
            var rest = obu[...]
            while rest.count > room {
                elements.append(rest.prefix(room))
                rest = rest.dropFirst(room)
                flush(endsOpen: true)
            }
            elements.append(rest)
            room -= rest.count
            if room <= 0 || elements.count == 3 { flush(endsOpen: false) }
        }
        if !elements.isEmpty { flush(endsOpen: false) }
        return payloads
    }

    private func payload(
        _ elements: [ArraySlice<UInt8>], continues: Bool, endsOpen: Bool
    ) -> [UInt8] {
        let count = writesEveryLength ? 0 : UInt8(elements.count)
        var bytes = [(continues ? 0x80 : 0) | (endsOpen ? 0x40 : 0) | count << 4]
        for (index, element) in elements.enumerated() {
            if writesEveryLength || index < elements.count - 1 {
                bytes += Self.leb128(element.count)
            }
            bytes += element
        }
        return bytes
    }

    static func obus(of unit: [UInt8]) -> [[UInt8]] {
        var obus: [[UInt8]] = []
        var offset = 0
        while offset < unit.count {
            let headerLength = unit[offset] & 0x04 != 0 ? 2 : 1
            var length = 0
            var width = 0
            repeat {
                length |= Int(unit[offset + headerLength + width] & 0x7F) << (7 * width)
                width += 1
            } while unit[offset + headerLength + width - 1] & 0x80 != 0
            let end = offset + headerLength + width + length
            obus.append(Array(unit[offset..<end]))
            offset = end
        }
        return obus
    }

    private static func removingSize(_ obu: [UInt8]) -> [UInt8] {
        let headerLength = obu[0] & 0x04 != 0 ? 2 : 1
        let width = (obu[headerLength...].firstIndex { $0 & 0x80 == 0 } ?? 0) + 1 - headerLength
        return [obu[0] & ~0x02] + obu[1..<headerLength] + obu[(headerLength + width)...]
    }

    private static func leb128(_ value: Int) -> [UInt8] {
        value < 128 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + leb128(value >> 7)
    }
}
