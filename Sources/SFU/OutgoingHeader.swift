import RTP
import Wire

/// The RTP header of a forwarded packet, with the extensions that its subscriber knows.
struct OutgoingHeader {
    let payloadType: UInt8
    let marker: Bool
    let numbers: StreamRewriter.Numbers
    let ssrc: UInt32
    let transportSequenceNumber: UInt16
    let audioLevel: AudioLevel?
    let dependencyDescriptor: UnsafeRawBufferPointer
    let extensionIDs: ForwardedExtensions

    /// Header and payload of the largest packet that is forwarded, in bytes: a tag still fits
    /// behind it in a slot of the send slab.
    static let packetLimit = 1_960

    /// - Parameter slot: at least 300 bytes.
    /// - Returns: the header's length, in bytes.
    func write(into slot: UnsafeMutableRawBufferPointer) -> Int {
        RTPHeader.write(
            payloadType: payloadType, marker: marker, sequenceNumber: numbers.sequenceNumber,
            timestamp: numbers.timestamp, ssrc: ssrc, hasExtension: true, into: slot)
        let hasDescriptor = !dependencyDescriptor.isEmpty && extensionIDs.dependencyDescriptor > 0
        var extensions = HeaderExtensionsWriter(
            into: UnsafeMutableRawBufferPointer(rebasing: slot[RTPHeader.fixedLength...]),
            form: hasDescriptor && dependencyDescriptor.count > 16 ? .twoByte : .oneByte)
        if extensionIDs.transportSequence > 0 {
            extensions.write(extensionIDs.transportSequence, transportSequenceNumber)
        }
        if let audioLevel, extensionIDs.audioLevel > 0 {
            extensions.write(
                extensionIDs.audioLevel, audioLevel.level | (audioLevel.isVoice ? 0x80 : 0))
        }
        if hasDescriptor {
            extensions.write(extensionIDs.dependencyDescriptor, dependencyDescriptor)
        }
        let length = extensions.finish()
        if length == 0 { slot[0] &= ~0x10 }  // No extension, no X bit (RFC 3550 §5.1).
        return RTPHeader.fixedLength + length
    }
}
