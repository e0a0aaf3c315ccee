/// What stands at the front of a stream's bytes.
package enum StreamFrame: Equatable, Sendable {
    /// Nothing can be taken before more bytes come.
    case incomplete
    /// `datagram` is where a whole one stands; `length` bytes are to be taken, with what is around
    /// it.
    case frame(datagram: Range<Int>, length: Int)
    /// These bytes are not what the stream was opened for.
    case malformed
}
