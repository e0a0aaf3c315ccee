import Wire

/// What a media stream carries, told by its first bytes.
package enum MediaStreamKind: Sendable {
    /// STUN messages and ChannelData (RFC 8656 §3.1).
    case turn
    /// ICE over TCP: each packet behind its length in two bytes (RFC 6544, RFC 4571).
    case framedICE
}

/// Where TURN and ICE over TCP or TLS go: the media plane's side of the doors.
package protocol StreamMedia: Sendable {
    /// Takes a stream whose first bytes follow at once.
    ///
    /// Called on an event loop: must not block.
    /// - Parameters:
    ///   - remote: the client's address, proxies with a PROXY header seen through.
    ///   - isSecure: whether it came through our own TLS.
    ///   - writer: the way back, good for the stream's life.
    /// - Returns: `nil` to have the stream closed.
    func open(
        _ kind: MediaStreamKind, from remote: SocketAddress, isSecure: Bool,
        writer: any MediaStreamWriter
    ) -> (any MediaStreamReader)?
}

/// The way back to the client of one media stream.
package protocol MediaStreamWriter: Sendable {
    /// Writes one burst to the connection.
    ///
    /// - Parameters:
    ///   - burst: whole packets with their framing.
    ///   - written: called once, when the kernel has taken all of it, or the connection is gone.
    ///     The kernel takes no more than it has sent, but for 16 KiB.
    func write(_ burst: [UInt8], written: @escaping @Sendable () -> Void)
    /// Closes the connection; ``MediaStreamReader/ended()`` follows.
    func close()
}

/// What takes the bytes of one media stream.
package protocol MediaStreamReader: Sendable {
    /// Takes what came in one burst: raw bytes, cut anywhere.
    ///
    /// Called on an event loop: must not block.
    /// - Parameter taken: owed once, from any thread, when the bytes are processed or dropped. While
    ///   ``FrontLimits/untakenBytes`` wait for it, nothing more is read from the connection.
    func receive(_ bytes: [UInt8], taken: @escaping @Sendable () -> Void)
    /// The connection is gone. Called once.
    func ended()
}
