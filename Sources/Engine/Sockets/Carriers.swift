import Wire

/// Everything that one shard's datagrams travel over, by ``Wire/Carrier``.
///
/// Confined to its shard's queue.
final class Carriers {
    /// By number; the first is what the shard is known by.
    let listeners: [UDPSocket]
    var relays = CarrierTable<UDPSocket>(.relay)
    var streams = CarrierTable<StreamCarrier>(.stream)

    init(listeners: [UDPSocket]) {
        self.listeners = listeners
    }

    /// Where there is just one, it need not be asked which of them has something.
    var onlySocket: UDPSocket? {
        listeners.count == 1 && relays.count == 0 ? listeners[0] : nil
    }

    /// The socket that datagrams of `carrier` leave by; `nil` where it has none, or is gone.
    func socket(of carrier: Carrier) -> UDPSocket? {
        switch carrier.kind {
        case .listener:
            let number = Int(carrier.number)
            return number < listeners.count ? listeners[number] : nil
        case .relay: return relays[carrier]
        case .stream, .virtualRelay: return nil
        }
    }

    /// Gives all ports back.
    func close() {
        for socket in listeners { socket.close() }
        for socket in relays.elements { socket.close() }
    }
}
