import SDP

/// What a subscriber calls the payloads and extensions of one stream: by our own table where we
/// made the offer, by his where he did.
struct StreamNumbering {
    let payloadType: UInt8
    /// `nil` where retransmissions are not taken.
    let rtxPayloadType: UInt8?
    let extensions: ForwardedExtensions

    init(offering codec: Codec) {
        payloadType = codec.payloadType
        rtxPayloadType = codec.rtxPayloadType
        extensions = .offered
    }

    init(of section: PlaybackSection) {
        payloadType = section.payloadType
        rtxPayloadType = section.rtxPayloadType
        extensions = ForwardedExtensions(
            transportSequence: section.id(of: HeaderExtensionURI.transportSequence),
            audioLevel: section.id(of: HeaderExtensionURI.audioLevel),
            dependencyDescriptor: section.id(of: HeaderExtensionURI.dependencyDescriptor))
    }
}

/// Extension ids of forwarded packets; 0: the subscriber does not know it.
struct ForwardedExtensions {
    let transportSequence: UInt8
    let audioLevel: UInt8
    let dependencyDescriptor: UInt8

    /// The subscribe offer's fixed table.
    static let offered = ForwardedExtensions(
        transportSequence: 5, audioLevel: 6, dependencyDescriptor: 9)
}

extension PlaybackSection {
    fileprivate func id(of uri: String) -> UInt8 { extensions.first { $0.uri == uri }?.id ?? 0 }
}
