import Wire

/// Where and how media is served.
///
/// Defaults stand here and nowhere else.
package struct MediaConfiguration: Sendable, Equatable {
    /// Shard *i* binds this address with its port + *i*; with port 0 the kernel chooses.
    package var listenAddress: SocketAddress
    /// Where browsers are told to send, most preferred first: the host's addresses as the browsers
    /// see them. Port 0 means the shard's own; another is where the first shard can be reached,
    /// and shard *i* at that + *i*. Empty: the listen address.
    package var publicAddresses: [SocketAddress] = []
    /// One serial queue and one UDP port each. More than the number of cores gains nothing.
    package var shardCount = 1
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
        guard problems.isEmpty else { throw ConfigurationProblems(problems: problems) }
    }

    /// What shard `index` binds.
    func listenAddress(ofShard index: Int) -> SocketAddress {
        listenAddress.port == 0
            ? listenAddress : listenAddress.withPort(listenAddress.port + UInt16(index))
    }

    /// Where the endpoints of shard `index`, which is bound to `local`, are told to send.
    func candidates(ofShard index: Int, boundTo local: SocketAddress) -> [SocketAddress] {
        guard !publicAddresses.isEmpty else { return [listenAddress.withPort(local.port)] }
        return publicAddresses.map {
            $0.withPort($0.port == 0 ? local.port : $0.port + UInt16(index))
        }
    }
}

/// Everything that is wrong with a configuration.
package struct ConfigurationProblems: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence each.
    package let problems: [String]

    package var description: String { problems.joined(separator: "; ") }
}
