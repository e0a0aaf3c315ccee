import Wire

/// The place of one connection in the counts of its source. Confined to its event loop.
final class SourceSeat {
    private let sources: SourceLimit
    private var source: String
    private var isCapped: Bool
    private var kind = SourceLimit.Kind.undecided

    /// - Parameter isCapped: `false` for a proxy in front, which stands for many people.
    /// - Returns: `nil` when the source or the server has as many as it may have; else ``leave()``
    ///   is owed once.
    init?(_ sources: SourceLimit, of address: SocketAddress?, isCapped: Bool) {
        self.sources = sources
        source = SourceLimit.source(of: address)
        self.isCapped = isCapped
        guard sources.enter(source, isCapped: isCapped) else { return nil }
    }

    /// A proxy said whom it speaks for.
    ///
    /// - Returns: whether the connection may stay.
    func move(to address: SocketAddress) -> Bool {
        let other = SourceLimit.source(of: address)
        guard sources.move(from: source, to: other) else { return false }
        source = other
        isCapped = true
        return true
    }

    /// - Returns: whether the connection may stay.
    func decide(as kind: SourceLimit.Kind) -> Bool {
        guard sources.decide(source, as: kind, isCapped: isCapped) else { return false }
        self.kind = kind
        return true
    }

    func leave() {
        sources.leave(source, as: kind)
    }
}
