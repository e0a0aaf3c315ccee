import Wire

/// Where relayed transport addresses come from, of both kinds.
struct RelayPool {
    private let real: any RelayPorts
    private let isRealOn: Bool
    private var virtual: VirtualPorts

    init(real: any RelayPorts, isRealOn: Bool, virtual: VirtualPorts) {
        self.real = real
        self.isRealOn = isRealOn
        self.virtual = virtual
    }

    func isOn(_ kind: RelayKind) -> Bool { kind == .virtual || isRealOn }

    func families(_ kind: RelayKind) -> Set<RelayFamily> {
        kind == .virtual ? virtual.families : real.families
    }

    /// A virtual relay's carrier; real ones have their sockets'.
    mutating func makeCarrier(_ kind: RelayKind, unless isTaken: (Carrier) -> Bool) -> Carrier? {
        kind == .virtual ? virtual.makeCarrier(unless: isTaken) : nil
    }

    /// One port, or two neighbours for ``RelayPortKind/pair``.
    ///
    /// - Parameter carrier: of a virtual relay; `nil` for a real one.
    mutating func open(
        _ portKind: RelayPortKind, family: RelayFamily, on carrier: Carrier?
    ) -> [RelayPort]? {
        guard let carrier else { return real.open(portKind, family: family) }
        return virtual.open(portKind, family: family, on: carrier)
    }

    mutating func close(_ port: RelayPort) {
        if port.carrier.kind == .virtualRelay {
            virtual.close(port)
        } else {
            real.close(port)
        }
    }

    /// Sends one datagram with the DF bit; see ``RelayPorts``.
    func sendUnfragmented(
        _ payload: UnsafeRawBufferPointer, to peer: SocketAddress, from port: RelayPort
    ) {
        _ = real.sendUnfragmented(payload, to: peer, from: port)
    }
}
