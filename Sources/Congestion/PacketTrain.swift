/// Packets of a probe at one end of the path. Times are in milliseconds.
struct PacketTrain: Sendable {
    private(set) var first = 0.0
    private(set) var last = 0.0
    private(set) var packets = 0
    private(set) var bytes = 0
    /// Of the first packet.
    private(set) var firstBytes = 0
    /// Of all packets at the last instant.
    private(set) var lastBytes = 0

    mutating func append(_ byteCount: Int, at time: Double) {
        if packets == 0 || time < first {
            first = time
            firstBytes = byteCount
        }
        if packets == 0 || time > last {
            last = time
            lastBytes = 0
        }
        if time == last { lastBytes += byteCount }
        packets += 1
        bytes += byteCount
    }
}
