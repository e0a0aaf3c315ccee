import NIOCore
import Synchronization

/// How many connections are open, in all and from each source address.
///
/// The table never holds more entries than there are open connections, and these are bounded.
package final class SourceLimit: Sendable {
    private struct Counts {
        var total = 0
        var bySource: [String: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let maximumConnections: Int
    private let maximumPerSource: Int

    package init(maximumConnections: Int, maximumPerSource: Int) {
        self.maximumConnections = maximumConnections
        self.maximumPerSource = maximumPerSource
    }

    /// Connections open now.
    package var openConnections: Int { counts.withLock { $0.total } }

    /// Counts one more connection of `source`, unless that is one too many.
    ///
    /// - Parameter isCapped: `false` for a proxy in front, which stands for many people.
    /// - Returns: whether it may stay; then ``leave(_:)`` is owed once.
    package func enter(_ source: String, isCapped: Bool = true) -> Bool {
        counts.withLock { counts in
            let current = counts.bySource[source, default: 0]
            guard counts.total < maximumConnections else { return false }
            guard !isCapped || current < maximumPerSource else { return false }
            counts.total += 1
            counts.bySource[source] = current + 1
            return true
        }
    }

    package func leave(_ source: String) {
        counts.withLock { counts in
            guard let current = counts.bySource[source] else { return }
            counts.total -= 1
            counts.bySource[source] = current > 1 ? current - 1 : nil
        }
    }

    /// What stands for one customer of a network: the IPv4 address, or the /64 of an IPv6 one.
    package static func source(of address: SocketAddress?) -> String {
        switch address {
        case .v4:
            return address?.ipAddress ?? "unknown"
        case .v6(let address):
            return withUnsafeBytes(of: address.address) { bytes in
                ipv6Source(Array(bytes[8..<24]))  // sin6_addr
            }
        default:
            return "local"
        }
    }

    private static func ipv6Source(_ octets: [UInt8]) -> String {
        let isMappedIPv4 = Array(octets.prefix(12)) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        if isMappedIPv4 { return octets.suffix(4).map { String($0) }.joined(separator: ".") }
        return octets.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }
}
