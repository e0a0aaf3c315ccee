import STUN

/// What happens to bytes on the way through hostile hands.
enum Damage {
    /// One to three changes: flipped bits, lengths that lie, pieces lost, doubled or made up.
    static func apply(to packet: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var packet = packet
        for _ in 0...numbers.below(3) { change(&packet, &numbers) }
        return packet
    }

    private static func change(_ packet: inout [UInt8], _ numbers: inout SeededNumbers) {
        guard !packet.isEmpty else { return packet = numbers.bytes(numbers.below(64)) }
        let place = numbers.below(packet.count)
        switch numbers.below(8) {
        case 0, 1: packet[place] ^= 1 << UInt8(numbers.below(8))
        case 2: packet[place] = numbers.pick([0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xff])
        case 3: packet.removeSubrange(place...)
        case 4: packet.append(contentsOf: numbers.bytes(numbers.below(40)))
        case 5: packet.insert(contentsOf: packet[place...].prefix(32), at: place)
        case 6: packet.removeSubrange(place..<min(place + 4, packet.count))
        default: repairLength(&packet)
        }
    }

    /// Makes a STUN header's length right again, so that what was broken behind it is looked at.
    private static func repairLength(_ packet: inout [UInt8]) {
        guard packet.count >= 20 else { return }
        packet.append(contentsOf: [UInt8](repeating: 0, count: -packet.count & 3))
        let length = packet.count - 20
        packet[2] = UInt8(truncatingIfNeeded: length >> 8)
        packet[3] = UInt8(truncatingIfNeeded: length)
    }

    /// A STUN message of random attributes, most of a known type and some of the right length.
    static func madeUpMessage(_ numbers: inout SeededNumbers) -> [UInt8] {
        var body: [UInt8] = []
        for _ in 0..<numbers.below(12) {
            let type =
                numbers.once(in: 8)
                ? UInt16.random(in: 0...0xffff, using: &numbers) : numbers.pick(types)
            let length =
                numbers.once(in: 3) ? numbers.below(64) : numbers.pick([0, 1, 4, 8, 20, 32])
            let claimed = numbers.once(in: 16) ? numbers.below(0x1_0000) : length
            body += [
                UInt8(type >> 8), UInt8(type & 0xff), UInt8(claimed >> 8), UInt8(claimed & 0xff),
            ]
            body += numbers.bytes((length + 3) & ~3)
        }
        let method = numbers.pick([1, 3, 4, 6, 7, 8, 9, numbers.below(0x4000)])
        let kind = method & 0x3eef | numbers.pick([0, 0, 0, 0x10, 0x100, 0x110])
        var packet: [UInt8] = [UInt8(kind >> 8), UInt8(kind & 0xff), 0, 0, 0x21, 0x12, 0xA4, 0x42]
        packet += numbers.bytes(12) + body
        repairLength(&packet)
        return packet
    }

    /// All attribute types that STUN, ICE and TURN know.
    private static let types: [UInt16] = [
        0x0001, 0x0006, 0x0008, 0x0009, 0x000A, 0x000C, 0x000D, 0x0012, 0x0013, 0x0014, 0x0015,
        0x0016, 0x0017, 0x0018, 0x0019, 0x001A, 0x001C, 0x001D, 0x001E, 0x0020, 0x0022, 0x0024,
        0x0025, 0x8000, 0x8001, 0x8002, 0x8004, 0x8022, 0x8028, 0x8029, 0x802A,
    ]
}
