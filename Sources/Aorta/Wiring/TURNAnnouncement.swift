import Synchronization
import Wire

/// The line that says that `aorta turn` is ready, once all of its doors are open.
final class TURNAnnouncement: Sendable {
    private let udp: [SocketAddress]
    private let doors: [(names: String, address: SocketAddress)]
    private let relays: String
    /// By the door's place; the system picks a port where none is configured.
    private let ports = Mutex<[Int: UInt16]>([:])

    /// - Parameters:
    ///   - udp: what is bound.
    ///   - doors: what will be spoken where, as "tcp" or "tcp and tls".
    ///   - relays: their addresses and ports in words.
    init(
        udp: [SocketAddress], doors: [(names: String, address: SocketAddress)], relays: String
    ) {
        self.udp = udp
        self.doors = doors
        self.relays = relays
        if doors.isEmpty { tell([:]) }
    }

    func opened(door: Int, port: Int) {
        let opened = ports.withLock { ports in
            ports[door] = UInt16(clamping: port)
            return ports
        }
        if opened.count == doors.count { tell(opened) }
    }

    private func tell(_ ports: [Int: UInt16]) {
        print(line(ports))
        flushStandardOutput()
    }

    /// - Parameter ports: of the doors, by their places.
    func line(_ ports: [Int: UInt16]) -> String {
        let streams = doors.enumerated().map { place, door in
            let address = ports[place].map(door.address.withPort) ?? door.address
            return "\(door.names) \(address.endpoint)"
        }
        let listeners = udp.map { "udp \($0.endpoint)" } + streams
        return "TURN is ready: \(listeners.joined(separator: ", ")); relays on \(relays)"
    }
}
