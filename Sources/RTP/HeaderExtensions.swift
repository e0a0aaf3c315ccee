import Wire

/// Where the known header extensions of one packet lie, found in one pass (RFC 8285 §4).
///
/// Trivial: places in the packet, at most one a kind. Values are read from the same packet when
/// they are needed.
package struct HeaderExtensions: Sendable {
    /// A place a kind: offset in the upper half, length in the lower; 0 where it is absent (no
    /// element starts at offset 0).
    @usableFromInline var places = InlineArray<11, UInt32>(repeating: 0)

    /// No extensions.
    @inlinable
    package init() {}

    /// Finds the elements that `map` knows. What is malformed ends the pass; what came before it
    /// counts. Where an element is repeated the first counts.
    @inlinable
    package init(parsing packet: RawSpan, header: RTPHeader, map: ExtensionMap) {
        guard let profile = header.extensionProfile else { return }
        if profile == 0xbede {
            parseOneByteForm(packet, header.extensionRange, map)
        } else if profile & 0xfff0 == 0x1000 {
            parseTwoByteForm(packet, header.extensionRange, map)
        }
    }

    /// §4.2: id and length share a byte; id 15 ends the block.
    @usableFromInline
    mutating func parseOneByteForm(_ packet: RawSpan, _ block: Range<Int>, _ map: ExtensionMap) {
        var offset = block.lowerBound
        while offset < block.upperBound, let head = packet.uint8(at: offset) {
            offset += 1
            let id = head >> 4
            if id == 0 { continue }  // Padding.
            if id == 15 { return }
            let length = Int(head & 0xf) + 1
            guard length <= block.upperBound - offset else { return }
            note(map.kind(of: id), offset: offset, length: length)
            offset += length
        }
    }

    /// §4.3: a byte each for id and length.
    @usableFromInline
    mutating func parseTwoByteForm(_ packet: RawSpan, _ block: Range<Int>, _ map: ExtensionMap) {
        var offset = block.lowerBound
        while offset < block.upperBound, let id = packet.uint8(at: offset) {
            offset += 1
            if id == 0 { continue }  // Padding.
            guard offset < block.upperBound, let length = packet.uint8(at: offset) else { return }
            offset += 1
            guard Int(length) <= block.upperBound - offset else { return }
            note(map.kind(of: id), offset: offset, length: Int(length))
            offset += Int(length)
        }
    }

    @inlinable
    mutating func note(_ kind: ExtensionKind?, offset: Int, length: Int) {
        guard let kind, offset <= 0xffff, places[Int(kind.rawValue)] == 0 else { return }
        places[Int(kind.rawValue)] = UInt32(offset) << 16 | UInt32(length)
    }

    /// Where the value of `kind` lies in the packet; `nil` where the packet has none.
    @inlinable
    package func range(of kind: ExtensionKind) -> Range<Int>? {
        let place = places[Int(kind.rawValue)]
        guard place != 0 else { return nil }
        let offset = Int(place >> 16)
        return offset..<(offset + Int(place & 0xffff))
    }
}
