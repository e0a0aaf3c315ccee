import Wire

/// What is known of a connection before its first request.
package struct ConnectionOrigin: Sendable, Equatable {
    /// Where it comes from: what a PROXY header says, else the peer. `nil` for a UNIX socket.
    package var remoteAddress: SocketAddress?
    /// The load balancer whose PROXY header came first; `nil` without one.
    package var proxyAddress: SocketAddress?
    /// As it came through our own TLS; `nil` in the clear.
    package var clientHello: ClientHello?

    package init(remoteAddress: SocketAddress?) {
        self.remoteAddress = remoteAddress
    }

    /// That of the request being answered: Hummingbird makes the contexts of requests and has
    /// nothing else to hand one through.
    @TaskLocal static var current = ConnectionOrigin(remoteAddress: nil)
}
