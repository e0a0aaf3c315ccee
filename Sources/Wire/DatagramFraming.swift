/// Writes around the datagrams of virtual relays what their clients need to take them.
package protocol DatagramFraming: AnyObject {
    /// Bytes that ``frame(_:from:)`` will write in front of the next datagram of `carrier`, at most
    /// ``SendSlab/headRoomLimit``.
    ///
    /// Consecutive datagrams stand without a gap, and leave as one message, only where it is exact.
    func headRoom(for carrier: Carrier) -> Int

    /// Writes a head that ends where `datagram` begins, and padding behind it.
    ///
    /// - Parameter datagram: with ``headRoom(for:)`` writable bytes in front of it, and
    ///   ``SendSlab/tailRoom`` behind.
    /// - Returns: `nil` when the allocation is gone: the datagram is dropped.
    func frame(
        _ datagram: UnsafeMutableRawBufferPointer, from carrier: Carrier
    ) -> FramedDatagram?
}

/// What stands around a datagram, and where the whole goes.
package struct FramedDatagram {
    /// Bytes in front.
    package let head: Int
    /// Bytes behind.
    package let tail: Int
    /// Over a listener or a stream.
    package let path: NetworkPath

    package init(head: Int, tail: Int, path: NetworkPath) {
        self.head = head
        self.tail = tail
        self.path = path
    }
}
