import TURN
import Wire

/// Sources that ask for an allocation once, without credentials, and are never heard of again.
package struct Strangers {
    package let server: TURNServer
    package private(set) var answered = 0

    private let slab = SendSlab()
    private var next: UInt32 = 0

    package init() {
        var configuration = TURNConfiguration()
        configuration.users = ["alice": "in wonderland"]
        configuration.areRealRelaysOn = true
        server = TURNServer(configuration: configuration, slab: slab, relays: NumberedPorts())
    }

    /// Lets `count` more ask, ten thousand a second.
    package mutating func ask(_ count: Int) {
        for _ in 0..<count {
            next += 1
            var request: [UInt8] = [
                0, 3, 0, 8, 0x21, 0x12, 0xA4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
                0, 0x19, 0, 4, 17, 0, 0, 0,
            ]
            let source = SocketAddress(ipv4: 0x0B00_0000 + next, port: 4000)
            let now = MonotonicTime(nanoseconds: Int64(next) * 100_000)
            request.withUnsafeMutableBytes {
                _ = server.receive($0, from: NetworkPath(remote: source), over: .udp, now: now)
            }
            answered += slab.slots.count
            slab.flush()
        }
    }
}
