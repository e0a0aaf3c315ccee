import DTLSSRTP
import ICE

/// A client that sends one picture and one sound, before it is connected.
package struct PublishingClient: Sendable {
    let credentials: ICECredentials
    let streams: SentStreams
    /// `sendonly`, one BUNDLE group, Opus (111) and VP8 (96, 97).
    package let offer: String

    init(shape: MediaShape, certificate: DTLSCertificate) {
        credentials = .random()
        streams = SentStreams(shape)
        let writer = ClientDescription(credentials: credentials, certificate: certificate)
        offer = writer.sendingOffer(streams)
    }
}

/// The streams of one publisher, by the numbers that its offer names.
struct SentStreams: Sendable {
    let videoSSRC: UInt32?
    let rtxSSRC: UInt32
    let audioSSRC: UInt32?

    init(_ shape: MediaShape) {
        videoSSRC = shape.hasVideo ? .random(in: 1...UInt32.max) : nil
        rtxSSRC = .random(in: 1...UInt32.max)
        audioSSRC = shape.hasAudio ? .random(in: 1...UInt32.max) : nil
    }
}

/// A client that receives what one publisher sends, before it is connected.
package struct ReceivingClient: Sendable {
    let credentials: ICECredentials
    private let writer: ClientDescription
    private let shape: MediaShape

    init(shape: MediaShape, certificate: DTLSCertificate) {
        credentials = .random()
        self.shape = shape
        writer = ClientDescription(credentials: credentials, certificate: certificate)
    }

    /// `recvonly`, sections as ``PublishingClient/offer`` has them.
    package var offer: String { writer.receivingOffer(shape) }

    /// The answer to a server that offers: takes every section with its first codec and its
    /// retransmissions.
    package func answer(to offer: String) throws(LoadError) -> String {
        try writer.answer(to: offer)
    }
}
