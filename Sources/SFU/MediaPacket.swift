import RTP
import Wire

/// One plain RTP packet between its reception and the end of its burst.
///
/// Points into the receive memory: valid until the burst ends, and never kept longer.
struct MediaPacket {
    let sequenceNumber: UInt16
    let rtpTimestamp: UInt32
    let hasMarker: Bool
    let arrivedAt: MonotonicTime
    /// Index of the layer in its publication.
    let layer: Int
    let audioLevel: AudioLevel?
    /// Empty where the packet has none.
    let dependencyDescriptor: UnsafeRawBufferPointer
    /// May be patched in place: each subscriber's values overwrite the last one's.
    let payload: UnsafeMutableRawBufferPointer
    /// What the payload says of itself.
    var video: VideoPeek
}
