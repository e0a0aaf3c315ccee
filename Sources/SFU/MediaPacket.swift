import RTP
import Wire

/// One plain RTP packet between its reception and the end of its burst.
///
/// Points into the receive memory: valid until the burst ends, and never kept longer.
struct MediaPacket {
    let sequenceNumber: UInt16
    let rtpTimestamp: UInt32
    let hasMarker: Bool
    /// When it came; of a packet sent again out of turn, when that was.
    var arrivedAt: MonotonicTime
    /// Index of the layer in its publication.
    let layer: Int
    let audioLevel: AudioLevel?
    /// Empty where the packet has none.
    private(set) var dependencyDescriptor: UnsafeRawBufferPointer
    /// May be patched in place: each subscriber's values overwrite the last one's.
    private(set) var payload: UnsafeMutableRawBufferPointer
    /// What the payload says of itself.
    var video: VideoPeek
    /// Whom it is for.
    private(set) var audience = Audience.everybody

    /// Whom a packet is for.
    enum Audience {
        case everybody
        /// It came before: for those alone who begin with the packet that it had overtaken.
        case beginners
        /// Likewise, and no recorder had leave to write it when it came.
        case beginningSubscribers
    }

    /// The same packet in other memory, to be forwarded after the one that it has overtaken.
    func kept(
        payload: UnsafeMutableRawBufferPointer, dependencyDescriptor: UnsafeRawBufferPointer,
        mayBeWritten: Bool
    ) -> MediaPacket {
        var packet = self
        packet.payload = payload
        packet.dependencyDescriptor = dependencyDescriptor
        packet.audience = mayBeWritten ? .beginners : .beginningSubscribers
        return packet
    }
}
