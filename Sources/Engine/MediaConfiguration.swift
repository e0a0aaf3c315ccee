import ICE
import TURN
import Wire

/// Where and how media is served.
///
/// Defaults stand here and nowhere else.
package struct MediaConfiguration: Sendable {
    /// Shard *i* binds this address with its port + *i*; with port 0 the kernel chooses.
    package var listenAddress: SocketAddress
    /// Where browsers are told to send, most preferred first: the host's addresses as the browsers
    /// see them. Port 0 means the shard's own; another is where the first shard can be reached,
    /// and shard *i* at that + *i*. Empty: the listen address.
    package var publicAddresses: [SocketAddress] = []
    /// Further UDP ports of the first shard, as 443: candidates too, where browsers take them.
    package var furtherListeners: [SocketAddress] = []
    /// Where `Front` listens for ICE over TCP; only what browsers take is told to them.
    package var tcpCandidates: [SocketAddress] = []
    /// On every shard's ports; `nil` for no TURN server. Its virtual relays lead to the candidates,
    /// and all that is listened on here is added to its own listeners.
    package var turn: TURNConfiguration?
    /// Of real relays; `nil` where there are none.
    package var relay: RelayConfiguration?
    /// One serial queue and one UDP port each. More than the number of cores gains nothing.
    package var shardCount = 1
    /// Whether what each participant receives follows what the path there is found to carry.
    package var followsBandwidth = false
    /// Recordings go to a folder each in here; made when it is missing.
    package var recordingsDirectory: String

    package init(listenAddress: SocketAddress, recordingsDirectory: String) {
        self.listenAddress = listenAddress
        self.recordingsDirectory = recordingsDirectory
    }

    /// - Throws: every problem found, not only the first: an operator fixes a file once.
    package func validate() throws(ConfigurationProblems) {
        var problems: [String] = []
        if !(1...64).contains(shardCount) { problems.append("media shards must be 1...64") }
        let ports = [listenAddress.port] + publicAddresses.map(\.port)
        if ports.contains(where: { $0 != 0 && Int($0) + shardCount > 65_536 }) {
            problems.append("media port + shards goes past port 65535")
        }
        if publicAddresses.isEmpty, listenAddress.isUnspecified {
            problems.append("media listens on all addresses, so a public address must be named")
        }
        if publicAddresses.contains(where: \.isUnspecified) {
            problems.append("a media public address must be one that browsers can send to")
        }
        if publicAddresses.count > 16 { problems.append("media public addresses must be ≤ 16") }
        if recordingsDirectory.isEmpty { problems.append("media recordings directory is missing") }
        if furtherListeners.count > 8 { problems.append("media listeners must be ≤ 9") }
        problems += relay?.problems() ?? []
        guard problems.isEmpty else { throw ConfigurationProblems(problems: problems) }
    }

    /// What shard `index` binds.
    func listenAddress(ofShard index: Int) -> SocketAddress {
        listenAddress.port == 0
            ? listenAddress : listenAddress.withPort(listenAddress.port + UInt16(index))
    }

    var usableTCPCandidates: [SocketAddress] {
        tcpCandidates.filter { HostCandidate($0, .tcpPassive).isUsableByBrowsers }
    }

    /// What shard `index` binds besides.
    func furtherListeners(ofShard index: Int) -> [SocketAddress] {
        index == 0 ? furtherListeners : []
    }

    /// Where the endpoints of shard `index`, which is bound to `locals`, are told to send; at most
    /// ``Wire/Carrier/peerLimit``, so that virtual relays lead to each.
    func candidates(ofShard index: Int, boundTo locals: [SocketAddress]) -> [SocketAddress] {
        let addresses = publicAddresses.isEmpty ? [listenAddress.withPort(0)] : publicAddresses
        var candidates = addresses.map {
            $0.withPort($0.port == 0 ? locals[0].port : $0.port + UInt16(index))
        }
        for local in locals.dropFirst() {
            let further = addresses.map { $0.withPort(local.port) }
            candidates += further.filter { HostCandidate($0).isUsableByBrowsers }
        }
        return Array(candidates.prefix(Int(Carrier.peerLimit)))
    }

    /// The TURN server of each shard.
    ///
    /// - Parameters:
    ///   - candidates: of all shards that virtual relays lead to.
    ///   - bound: all sockets of all shards.
    func turn(
        leadingTo candidates: [SocketAddress], boundTo bound: [SocketAddress]
    ) -> TURNConfiguration? {
        guard var turn else { return nil }
        turn.virtualRelays.peers = candidates
        if turn.virtualRelays.addresses.isEmpty {
            turn.virtualRelays.addresses = [true, false].compactMap { isIPv4 in
                candidates.first { $0.isIPv4 == isIPv4 }
            }
        }
        turn.peers.ownListeners += bound + candidates
        return turn
    }
}
