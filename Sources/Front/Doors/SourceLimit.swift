import Synchronization
import Wire

/// How many connections are open, in all and from each source address.
///
/// The table never holds more entries than there are open connections, and these are bounded.
package final class SourceLimit: Sendable {
    /// What a connection is counted as.
    package enum Kind: Sendable, Equatable {
        /// Nobody knows yet what it speaks; a handshake may be under way.
        case undecided
        case http
        /// TURN or ICE over TCP: a person in a call has one or two more than pages need, so they
        /// have a share of their own.
        case media
    }

    private struct Counts {
        var undecided = 0
        var http = 0
        var media = 0

        subscript(kind: Kind) -> Int {
            get {
                switch kind {
                case .undecided: undecided
                case .http: http
                case .media: media
                }
            }
            set {
                switch kind {
                case .undecided: undecided = newValue
                case .http: http = newValue
                case .media: media = newValue
                }
            }
        }

        var total: Int { undecided + http + media }
    }

    private struct Table {
        var all = Counts()
        var bySource: [String: Counts] = [:]

        mutating func add(_ number: Int, _ kind: Kind, of source: String) {
            all[kind] += number
            var counts = bySource[source, default: Counts()]
            counts[kind] += number
            bySource[source] = counts.total > 0 ? counts : nil
        }
    }

    private let table = Mutex(Table())
    private let limits: FrontLimits

    package init(_ limits: FrontLimits) {
        self.limits = limits
    }

    /// For what is no connection but has the same bounds, as tests that a source runs.
    package convenience init(maximumConnections: Int, maximumPerSource: Int) {
        var limits = FrontLimits()
        limits.connections = maximumConnections
        limits.connectionsPerSource = maximumPerSource
        limits.halfOpenPerSource = maximumPerSource
        self.init(limits)
    }

    /// Connections open now.
    package var openConnections: Int { table.withLock { $0.all.total } }

    /// Counts one more connection of `source`, undecided yet, unless that is one too many.
    ///
    /// - Parameter isCapped: `false` for a proxy in front, which stands for many people.
    /// - Returns: whether it may stay; then ``leave(_:as:)`` is owed once.
    package func enter(_ source: String, isCapped: Bool = true) -> Bool {
        table.withLock { table in
            guard table.all.total < limits.connections else { return false }
            guard !isCapped || hasRoom(.undecided, table.bySource[source]) else { return false }
            table.add(1, .undecided, of: source)
            return true
        }
    }

    /// Counts an undecided connection of `source` as one of `other`, whom a proxy spoke for, unless
    /// that is one too many.
    package func move(from source: String, to other: String) -> Bool {
        table.withLock { table in
            guard hasRoom(.undecided, table.bySource[other]) else { return false }
            table.add(-1, .undecided, of: source)
            table.add(1, .undecided, of: other)
            return true
        }
    }

    /// Counts an undecided connection of `source` as what it turned out to be, unless that is one
    /// too many.
    package func decide(_ source: String, as kind: Kind, isCapped: Bool = true) -> Bool {
        table.withLock { table in
            guard !isCapped || hasRoom(kind, table.bySource[source]) else { return false }
            table.add(-1, .undecided, of: source)
            table.add(1, kind, of: source)
            return true
        }
    }

    package func leave(_ source: String, as kind: Kind = .undecided) {
        table.withLock { $0.add(-1, kind, of: source) }
    }

    private func hasRoom(_ kind: Kind, _ counts: Counts?) -> Bool {
        let counts = counts ?? Counts()
        switch kind {
        case .undecided:
            return counts.undecided < limits.halfOpenPerSource
                && counts.undecided + counts.http < limits.connectionsPerSource
        case .http:
            return counts.http < limits.connectionsPerSource
        case .media:
            return counts.media < limits.mediaStreamsPerSource
        }
    }

    /// What stands for one customer of a network: the IPv4 address, or the /64 of an IPv6 one.
    package static func source(of address: SocketAddress?) -> String {
        guard let address else { return "local" }
        guard !address.isIPv4 else { return address.host }
        return stride(from: 48, through: 0, by: -16)
            .map { String((address.high >> UInt64($0)) & 0xFFFF, radix: 16) }
            .joined(separator: ":") + "/64"
    }
}
