import Wire

/// Counts what users and sources have, and refuses what is too much.
struct Quota {
    private let limits: QuotaLimits
    private var accounts: [String: UserAccount] = [:]
    private var allocationsBySource: [SocketAddress: Int] = [:]
    private var allocations = 0

    /// Whose limit is reached.
    enum Refusal {
        case user
        case source
        case server
    }

    init(limits: QuotaLimits) {
        self.limits = limits
    }

    /// Users with at least one allocation.
    var accountCount: Int { accounts.count }

    /// `nil` where the user has nothing.
    func account(of label: String) -> UserAccount? { accounts[label] }

    /// What would be exceeded by `count` more allocations of a user.
    func refusal(of label: String, from source: SocketAddress, count: Int) -> Refusal? {
        if (accounts[label]?.allocations ?? 0) + count > limits.allocationsPerUser { return .user }
        let fromSource = allocationsBySource[source.source] ?? 0
        if fromSource + count > limits.allocationsPerSource { return .source }
        return allocations + count > limits.allocations ? .server : nil
    }

    /// Counts one allocation; each is given back once.
    mutating func take(_ label: String, from source: SocketAddress) -> UserAccount {
        let account = accounts[label] ?? UserAccount(label: label, bitrate: limits.bitratePerUser)
        accounts[label] = account
        account.allocations += 1
        allocationsBySource[source.source, default: 0] += 1
        allocations += 1
        return account
    }

    mutating func giveBack(_ account: UserAccount, from source: SocketAddress) {
        account.allocations -= 1
        if account.allocations == 0 { accounts[account.label] = nil }
        let left = (allocationsBySource[source.source] ?? 1) - 1
        allocationsBySource[source.source] = left > 0 ? left : nil
        allocations -= 1
    }
}

/// What all allocations of one user share.
final class UserAccount {
    let label: String
    var allocations = 0
    /// Of the allocations; reservations have none.
    var clients: Set<NetworkPath> = []
    var fromClients: TokenBucket
    var toClients: TokenBucket

    init(label: String, bitrate: Int?) {
        self.label = label
        fromClients = TokenBucket(bitrate: bitrate)
        toClients = TokenBucket(bitrate: bitrate)
    }
}

extension SocketAddress {
    /// Whom a quota counts: an IPv4 address, or the /64 that one host with IPv6 has.
    fileprivate var source: SocketAddress {
        isIPv4 ? withPort(0) : SocketAddress(high: high, low: 0, port: 0)
    }
}
