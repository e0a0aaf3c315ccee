internal import CLinuxUDP
import Glibc
import Wire

/// One client's UDP socket, connected to the server.
final class LoadSocket {
    /// Asked of the kernel for each direction, in bytes; only what waits takes memory.
    private static let bufferLength: Int32 = 1 << 20

    private var handle = aorta_udp_socket()

    /// - Throws: ``LoadError/noResources(_:)``.
    init(to server: SocketAddress) throws(LoadError) {
        let any =
            server.isIPv4
            ? SocketAddress(ipv4: 0, port: 0) : SocketAddress(high: 0, low: 0, port: 0)
        handle.descriptor = -1  // `deinit` runs where this throws.
        // Of the server's family alone: the cheaper kind.
        let opened = aorta_udp_open_relay(aorta_udp_address(any), Self.bufferLength, &handle)
        guard opened == 0 else { throw Self.failure("no socket could be opened", -opened) }
        let connected = aorta_udp_connect(handle, aorta_udp_address(server), 1)
        guard connected == 0 else {
            throw Self.failure("\(server.host):\(server.port) cannot be sent to", -connected)
        }
        // Else the kernel would cut up what a server on the same host sends at once, at the
        // server's expense. Where it cannot, datagrams come singly.
        _ = aorta_udp_take_bursts(handle)
    }

    deinit {
        if handle.descriptor >= 0 { Glibc.close(handle.descriptor) }
    }

    private static func failure(_ what: String, _ code: Int32) -> LoadError {
        let reason = String(cString: strerror(code))
        let advice =
            code == EMFILE
            ? "; raise the limit of open files: ulimit -n 65536" : ""
        return .noResources("\(what): \(reason)\(advice)")
    }

    var descriptor: Int32 { handle.descriptor }

    /// Sends datagrams of `length` bytes each that lie one after the other, the last perhaps
    /// shorter, in as few messages as the kernel takes.
    ///
    /// - Returns: datagrams that were not taken.
    func send(_ bytes: UnsafeRawBufferPointer, each length: Int) -> Int {
        guard length > 0, let base = bytes.baseAddress else { return 0 }
        let perMessage = min(Self.segmentLimit, max(1, Self.messageLength / length))
        var offset = 0
        while offset < bytes.count {
            let count = min(bytes.count - offset, perMessage * length)
            var departure = aorta_udp_departure()
            departure.bytes = base + offset
            departure.length = UInt32(count)
            departure.segment_length = count > length ? UInt16(length) : 0
            guard aorta_udp_send(handle, &departure, 1) == 1 else {
                return (bytes.count - offset + length - 1) / length
            }
            offset += count
        }
        return 0
    }

    /// What the kernel takes as one message.
    private static let segmentLimit = 64
    private static let messageLength = 65_000

    func send(_ datagram: [UInt8]) {
        _ = datagram.withUnsafeBytes { send($0, each: $0.count) }
    }

    /// Reads what has come into `slab`.
    func receive(into slab: ArrivalSlab) {
        let count = aorta_udp_receive_notes(
            handle, slab.memory.baseAddress, ArrivalSlab.slotLength, slab.notes,
            UInt32(ArrivalSlab.slotCount))
        slab.filled(max(0, Int(count)))
    }
}

/// Where one worker's arriving datagrams are read to. Valid until the next read.
final class ArrivalSlab {
    /// Messages of one read, and bytes of each: a datagram, or several that were sent at once.
    static let slotCount = 16
    static let slotLength = Int(AORTA_UDP_SLOT)

    /// One datagram.
    private struct Place {
        let start: Int
        let length: Int
        let message: Int
    }

    let memory: UnsafeMutableRawBufferPointer
    let notes: UnsafeMutablePointer<aorta_udp_note>
    private var places: [Place] = []
    /// Whether the last read may have left something.
    private(set) var isFull = false
    /// Whether ChannelData's head is taken off what comes from a TURN server.
    var stripsChannels = false

    init() {
        memory = .allocate(byteCount: Self.slotCount * Self.slotLength, alignment: 64)
        notes = .allocate(capacity: Self.slotCount)
        notes.initialize(repeating: aorta_udp_note(), count: Self.slotCount)
        places.reserveCapacity(Self.slotCount * 64)
    }

    deinit {
        memory.deallocate()
        notes.deallocate()
    }

    /// Datagrams of the last read.
    var count: Int { places.count }

    /// So many messages have been read.
    fileprivate func filled(_ messages: Int) {
        places.removeAll(keepingCapacity: true)
        isFull = messages == Self.slotCount
        for message in 0..<messages {
            let length = Int(notes[message].length)
            let each = Int(notes[message].segment_length)
            var start = 0
            repeat {
                let end = each > 0 ? min(start + each, length) : length
                append(message, start..<end)
                start = end
            } while start < length
        }
    }

    private func append(_ message: Int, _ range: Range<Int>) {
        var start = message * Self.slotLength + range.lowerBound
        let end = message * Self.slotLength + range.upperBound
        if stripsChannels, range.count >= RelayConversation.headLength,
            DatagramKind(firstByte: memory[start]) == .turnChannelData
        {
            start += RelayConversation.headLength
        }
        places.append(Place(start: start, length: end - start, message: message))
    }

    func datagram(_ index: Int) -> UnsafeMutableRawBufferPointer {
        let place = places[index]
        return UnsafeMutableRawBufferPointer(
            rebasing: memory[place.start..<(place.start + place.length)])
    }

    /// By the kernel's clock, in nanoseconds since 1970; 0 where it did not say.
    func arrivedAt(_ index: Int) -> UInt64 { notes[places[index].message].arrived_at }
}

extension aorta_udp_address {
    init(_ address: SocketAddress) {
        self.init(high: address.high, low: address.low, port: address.port)
    }
}
