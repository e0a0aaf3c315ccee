/// Some ports of all, a bit each: one look costs no hash.
struct PortSet {
    private var words = [UInt64](repeating: 0, count: 1 << 10)

    init(_ ports: some Sequence<UInt16>) {
        for port in ports { words[Int(port >> 6)] |= 1 << (port & 63) }
    }

    func contains(_ port: UInt16) -> Bool {
        words[Int(port >> 6)] & 1 << (port & 63) != 0
    }
}
