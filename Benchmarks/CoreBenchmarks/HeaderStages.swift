import RTP
import SFU
import Wire

/// Tells kinds of datagrams apart and finds the connection by the path, among a thousand.
final class DemultiplexStage: Stage {
    let name = "demultiplex"
    private let ring = PacketRing()
    private var table = PathTable()
    private let paths: [NetworkPath]

    init() {
        paths = (0..<1_000).map {
            NetworkPath(
                remote: SocketAddress(ipv4: 0x0A00_0001 + UInt32($0), port: UInt16(20_000 + $0)))
        }
        for (index, path) in paths.enumerated() {
            _ = table.insert(path, connection: Int32(index))
        }
        ring.fill(isWhole: false)
    }

    func prepare() {}

    func run() {
        for index in 0..<Lap.packets {
            let packet = ring.packet(index, PacketRing.packetLength)
            let isMedia =
                DatagramKind(firstByte: packet[0]) == .media
                && !DatagramKind.isRTCP(secondByte: packet[1])
            let place = index &* 7
            precondition(isMedia && table.connection(for: paths[place]) == Int32(place))
        }
    }
}

/// Reads the header and finds its extensions.
final class ParseStage: Stage {
    let name = "RTP parse"
    private let ring = PacketRing()
    private var map = ExtensionMap()

    init() {
        _ = map.map(PacketRing.extensionID, to: .transportSequence)
        _ = map.map(4, to: .mid)
        ring.fill(isWhole: true)
    }

    func prepare() {}

    func run() {
        for index in 0..<Lap.packets {
            let packet = UnsafeRawBufferPointer(ring.packet(index, PacketRing.plainLength))
            guard let header = RTPHeader(parsing: packet.bytes) else { fatalError("no header") }
            let extensions = HeaderExtensions(parsing: packet.bytes, header: header, map: map)
            precondition(
                header.payloadRange.lowerBound == PacketRing.headerLength
                    && extensions.range(of: .transportSequence) != nil)
        }
    }
}
