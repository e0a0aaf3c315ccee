import Wire

@testable import Engine

/// A socket on loopback that counts on nothing but the kernel.
final class LoopbackSocket {
    static let loopback = SocketAddress(ipv4: 0x7f00_0001, port: 0)

    let socket: UDPSocket
    private let inbox = ReceiveSlab()

    init() throws {
        socket = try UDPSocket(bindingTo: Self.loopback)
    }

    var address: SocketAddress { socket.localAddress }
    var path: NetworkPath { NetworkPath(remote: address) }

    /// Everything that has arrived; loopback delivers before a send returns.
    func receiveAll() -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        while true {
            inbox.removeAll()
            let count = inbox.receive(from: socket)
            if count == 0 { return datagrams }
            for index in 0..<count {
                let message = inbox.message(index)
                guard message.fits else { continue }
                for place in 0..<message.count {
                    datagrams.append(Array(message.datagram(place)))
                }
            }
        }
    }
}

extension CarrierSendSlab {
    /// Of one socket alone.
    convenience init(socket: UDPSocket) {
        self.init(carriers: Carriers(listeners: [socket]))
    }
}

extension SendSlab {
    /// Queues `datagram` for `path`.
    func write(_ datagram: [UInt8], to path: NetworkPath) {
        let room = reserve(datagram.count, for: path)
        room.copyBytes(from: datagram)
        commit(datagram.count, to: path)
    }
}

/// `count` datagrams of `length` bytes, no two alike.
func numberedDatagrams(_ count: Int, length: Int) -> [[UInt8]] {
    (0..<count).map { number in
        (0..<length).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0 &+ number >> 8) }
    }
}
