import RTP
import Wire

/// The RTP header of a forwarded packet, with the extensions of the fixed table that subscribers
/// are offered.
struct OutgoingHeader {
    let payloadType: UInt8
    let marker: Bool
    let numbers: StreamRewriter.Numbers
    let ssrc: UInt32
    let transportSequenceNumber: UInt16
    let audioLevel: AudioLevel?
    let dependencyDescriptor: UnsafeRawBufferPointer

    /// Header and payload of the largest packet that is forwarded, in bytes: a tag still fits
    /// behind it in a slot of the send slab.
    static let packetLimit = 1_960

    /// - Parameter slot: at least 300 bytes.
    /// - Returns: the header's length, in bytes.
    func write(into slot: UnsafeMutableRawBufferPointer) -> Int {
        RTPHeader.write(
            payloadType: payloadType, marker: marker, sequenceNumber: numbers.sequenceNumber,
            timestamp: numbers.timestamp, ssrc: ssrc, hasExtension: true, into: slot)
        var extensions = HeaderExtensionsWriter(
            into: UnsafeMutableRawBufferPointer(rebasing: slot[RTPHeader.fixedLength...]),
            form: dependencyDescriptor.count > 16 ? .twoByte : .oneByte)
        extensions.write(ForwardedExtension.transportSequence, transportSequenceNumber)
        if let audioLevel {
            extensions.write(
                ForwardedExtension.audioLevel,
                audioLevel.level | (audioLevel.isVoice ? 0x80 : 0))
        }
        if !dependencyDescriptor.isEmpty {
            extensions.write(ForwardedExtension.dependencyDescriptor, dependencyDescriptor)
        }
        return RTPHeader.fixedLength + extensions.finish()
    }
}

/// Extension ids of the subscribe offer's fixed table.
enum ForwardedExtension {
    static let transportSequence: UInt8 = 5
    static let audioLevel: UInt8 = 6
    static let dependencyDescriptor: UInt8 = 9
}
