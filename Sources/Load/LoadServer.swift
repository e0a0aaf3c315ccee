/// A server under test, as the load generator's clients reach it: one adapter a kind of server.
///
/// Both forms of negotiation fit. Where a publisher or receiver offers, the adapter passes
/// ``PublishingClient/offer`` or ``ReceivingClient/offer`` on and returns the server's answer; where
/// the server offers to receivers, the adapter has ``ReceivingClient/answer(to:)`` answer that offer
/// and returns the offer. Media begins when the call returns: the client then checks the path to the
/// returned description's candidates, as controlling agent and DTLS client.
package protocol LoadServer: Sendable {
    /// For results: `Aorta 0.1.0`, `Janus VideoRoom`.
    var name: String { get }

    /// Makes what has to be there before the first client of these rooms. Called before any of
    /// their clients, and again with more rooms when a ramp goes up.
    func open(rooms: [String]) async throws(LoadError)

    /// `client` publishes as `name`, which is unique in the room.
    func publish(
        _ client: PublishingClient, as name: String, in room: String
    ) async throws(LoadError) -> LoadSession

    /// `client` receives what the publisher of that name sends; the publisher is connected already.
    ///
    /// - Parameter name: of the receiver; unique in the room.
    func subscribe(
        _ client: ReceivingClient, as name: String, to publisher: String, in room: String
    ) async throws(LoadError) -> LoadSession

    /// Ends what ``publish(_:as:in:)`` or ``subscribe(_:as:to:in:)`` began. Failures are not told:
    /// the load is over.
    func end(_ session: LoadSession) async
}

/// What a server has agreed to with one client.
package struct LoadSession: Sendable {
    /// The server's description: its answer or, where it offers, its offer.
    package let description: String
    /// What the adapter needs to end it, such as a URL.
    package let handle: String
    /// For the server's own TURN server, where it has told of one.
    package let relay: RelayAccess?

    package init(description: String, handle: String = "", relay: RelayAccess? = nil) {
        self.description = description
        self.handle = handle
        self.relay = relay
    }
}

/// Why the load cannot be applied; the text says what to do.
package enum LoadError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The server cannot be asked, or said no.
    case refused(String)
    /// The server's description lacks something or is not understood.
    case badDescription(String)
    /// No check was answered, or the handshake did not end, in time.
    case notConnected(String)
    /// This host does not give what is needed.
    case noResources(String)

    package var description: String {
        switch self {
        case .refused(let text), .badDescription(let text), .notConnected(let text),
            .noResources(let text):
            text
        }
    }
}
