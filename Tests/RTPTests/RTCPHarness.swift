import RTP
import Wire

/// What `write` puts into fresh memory of `room` bytes.
func written(room: Int = 1500, _ write: (inout ByteWriter) -> Void) -> [UInt8] {
    var memory = [UInt8](repeating: 0xee, count: room)
    let count = memory.withUnsafeMutableBytes { bytes in
        var writer = ByteWriter(into: bytes)
        write(&writer)
        return writer.count
    }
    return Array(memory.prefix(count))
}

/// All blocks of a compound packet, and whether the walk met something that is none.
func walk(_ packet: [UInt8]) -> (blocks: [RTCPBlock], isMalformed: Bool) {
    var compound = RTCPCompound()
    var blocks: [RTCPBlock] = []
    while let block = compound.next(in: packet.span.bytes) { blocks.append(block) }
    return (blocks, compound.isMalformed)
}

/// What `read` makes of the first block of `packet`.
func parse<Value>(_ packet: [UInt8], _ read: (RawSpan, RTCPBlock) -> Value?) -> Value? {
    walk(packet).blocks.first.flatMap { read(packet.span.bytes, $0) }
}
