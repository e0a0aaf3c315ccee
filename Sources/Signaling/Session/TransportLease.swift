/// A transport's right to read an ``OutboundQueue``, until the next one takes it.
package struct TransportLease: Hashable, Sendable {
    /// The first transport of every queue.
    package static let first = TransportLease(number: 0)

    let number: UInt64
}
